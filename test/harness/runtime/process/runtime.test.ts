import { markedProcesses } from '../../../../harness/runtime/process/proc.ts';
import { ProcessRuntime } from '../../../../harness/runtime/process/runtime.ts';
import { describeRuntime } from '../contract-suite.ts';

describeRuntime('process', {
  make: () => new ProcessRuntime(),
  extra: {},
  leftovers: async (run) =>
    markedProcesses()
      .filter((found) => found.run === run)
      .map(({ pid }) => `process ${pid}`),
  canPause: true,
});
