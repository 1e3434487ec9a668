/** Bugs in what is delivered. */

import { digestOf } from '../../../node/contract/names.ts';
import { Seen } from '../../../node/core/origins.ts';
import type { Bug } from '../bug.ts';
import { flipped } from './datagrams.ts';

const FORGOTTEN_AFTER_MS = 100;
const DREAMS_AT_MS = 500;

export const messages: Record<string, Bug> = {
  'delivers twice': () => ({
    deliver: (_message, bytes, _via, pass) => {
      pass(bytes);
      pass(bytes);
    },
  }),

  'changes a byte': () => ({
    deliver: (message, bytes, _via, pass) => pass(flipped(bytes, message.payloadAt)),
  }),

  'tells a wrong digest': () => ({
    event: (event, pass) =>
      pass(event.type === 'delivered' ? { ...event, digest: [...event.digest].reverse().join('') } : event),
  }),

  'delivers its own': ({ emit }) => {
    const digests = new Map<string, string>();
    return {
      command: (command, pass) => {
        if (command.type === 'inject')
          digests.set(command.ref, digestOf(Buffer.from(command.data, 'base64')));
        pass(command);
      },
      event: (event, pass) => {
        pass(event);
        if (event.type !== 'injected') return;
        emit({ type: 'delivered', message: event.message, digest: digests.get(event.ref)! });
      },
    };
  },

  'invents a message': (mutant) => {
    let isDreaming = false;
    mutant.later(DREAMS_AT_MS, () => {
      isDreaming = true;
      mutant.host.inject(Buffer.from('a dream'));
      isDreaming = false;
    });
    return {
      event: (event, pass) => {
        if (!isDreaming) pass(event);
      },
    };
  },

  /** And from then on takes it for new, as a cache that expires by time does. */
  'forgets duplicates after a while': (mutant) => {
    const firstAtMs = new Map<string, number>();
    return {
      accept: (seen, origin, boot, sequence) => {
        const key = `${origin} ${boot} ${sequence}`;
        const nowMs = mutant.nowMs();
        if (seen === Seen.FRESH) firstAtMs.set(key, nowMs);
        else if (nowMs - (firstAtMs.get(key) ?? nowMs) < FORGOTTEN_AFTER_MS) return seen;
        firstAtMs.set(key, nowMs);
        return Seen.FRESH;
      },
    };
  },
};
