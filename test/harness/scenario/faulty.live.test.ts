import { describe } from 'vitest';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { flooderCommand, tryFaultyPeers } from './faulty.ts';

describe('faulty peers, as processes', () => {
  tryFaultyPeers(() => new ProcessRuntime(), { command: flooderCommand(process.execPath) });
});
