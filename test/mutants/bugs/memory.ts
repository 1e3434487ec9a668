/** Bugs in what a peer keeps, loses, and should have fetched. */

import type { Bug } from '../bug.ts';
import { isOfType } from './datagrams.ts';

const LEAKED_BYTES = 128 * 1024;

export const memory: Record<string, Bug> = {
  'loses its list on restart': () => ({
    command: (command, pass) => {
      const isRestart = command.type === 'configure' && command.boot > 1;
      pass(isRestart ? { ...command, peers: [] } : command);
    },
  }),

  'reuses ids after a restart': () => ({
    command: (command, pass) => pass(command.type === 'configure' ? { ...command, boot: 1 } : command),
  }),

  'does not catch up': () => ({
    receive: (bytes, _from, pass) => {
      if (!isOfType(bytes, 'RANGES')) pass(bytes);
    },
    send: (_to, bytes, pass) => {
      if (!isOfType(bytes, 'PULL')) pass(bytes);
    },
  }),

  'leaks memory with each message': () => {
    const leaked: Buffer[] = [];
    return {
      deliver: (_message, bytes, _via, pass) => {
        leaked.push(Buffer.alloc(LEAKED_BYTES, 1));
        pass(bytes);
      },
    };
  },
};
