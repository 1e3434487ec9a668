import { describe } from 'vitest';
import { whyNoNamespaces } from '../../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { FOR_REAL, tryExamples } from './examples.ts';

describe('examples, as processes', async () => {
  const isRoutable = whyNoNamespaces() === null;
  const forReal = isRoutable ? [...FOR_REAL, 'routed'] : FOR_REAL;
  await tryExamples(() => new ProcessRuntime(), forReal, isRoutable ? [] : ['routed']);
});
