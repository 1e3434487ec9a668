/** Bugs in sending on what others have said. */

import { sequenceOf, withHops } from '../../../node/core/wire.ts';
import type { Bug } from '../bug.ts';
import { flipped, isForeign, isOfType } from './datagrams.ts';

const HELD_BACK_MS = 60_000;

export const forwarding: Record<string, Bug> = {
  'forwards nothing': (mutant) => ({
    send: (_to, bytes, pass) => {
      if (!isForeign(bytes, mutant)) pass(bytes);
    },
  }),

  'forwards every tenth not': (mutant) => ({
    send: (_to, bytes, pass) => {
      if (!isForeign(bytes, mutant) || sequenceOf(bytes) % 10 !== 0) pass(bytes);
    },
  }),

  'forwards to the sender too': (mutant) => ({
    receive: (bytes, from, pass) => {
      pass(bytes);
      if (isOfType(bytes, 'DATA')) mutant.host.send(from.token, withHops(bytes, bytes.at(-1)! + 1));
    },
  }),

  'forwards only to the first neighbour': (mutant) => ({
    send: (to, bytes, pass) => {
      const [first] = mutant.configured.peers;
      if (!isForeign(bytes, mutant) || to === mutant.host.tokenOf(first!)) pass(bytes);
    },
  }),

  'forwards after a minute': (mutant) => ({
    send: (_to, bytes, pass) => {
      if (isForeign(bytes, mutant)) mutant.later(HELD_BACK_MS, () => pass(bytes));
      else pass(bytes);
    },
  }),

  'forwards three times': (mutant) => ({
    send: (_to, bytes, pass) => {
      for (let times = isForeign(bytes, mutant) ? 3 : 1; times > 0; times--) pass(bytes);
    },
  }),

  'spoils what it forwards': (mutant) => ({
    send: (_to, bytes, pass) => pass(isForeign(bytes, mutant) ? flipped(bytes, -20) : bytes),
  }),

  'stops after a thousand messages': () => {
    let heard = 0;
    return {
      receive: (bytes, _from, pass) => {
        if (!isOfType(bytes, 'DATA') || ++heard <= 1_000) pass(bytes);
      },
    };
  },
};
