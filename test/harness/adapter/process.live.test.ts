import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { describeAdapter } from './adapter-suite.ts';

describeAdapter('as processes', {
  make: () => new ProcessRuntime(),
  extra: {},
  readsFiles: true,
  leftovers: async (run) =>
    markedProcesses()
      .filter((found) => found.run === run)
      .map(({ pid }) => `process ${pid}`),
});
