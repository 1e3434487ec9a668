import { describe } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { tryExamples } from './examples.ts';

describe('examples, as processes', async () => {
  await tryExamples(() => new ProcessRuntime());
});
