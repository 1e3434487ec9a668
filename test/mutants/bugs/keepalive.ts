/** Bugs in who is alive. */

import type { AddressToken } from '../../../node/core/address.ts';
import type { Bug } from '../bug.ts';
import { isOfType } from './datagrams.ts';

const PATIENCE_MS = 20;
/** Longer than a datagram may lie in a socket unread. */
const RAISES_AFTER_MS = 1_500;

export const keepalive: Record<string, Bug> = {
  'never pings': () => ({
    send: (_to, bytes, pass) => {
      if (!isOfType(bytes, 'PING')) pass(bytes);
    },
  }),

  'never answers a ping': () => ({
    send: (_to, bytes, pass) => {
      if (!isOfType(bytes, 'PONG')) pass(bytes);
    },
  }),

  'never declares dead': () => ({
    event: (event, pass) => {
      if (event.type !== 'peer-down') pass(event);
    },
  }),

  'declares dead too early': (mutant) => {
    const dead = new Set<AddressToken>();
    const waits = new Map<AddressToken, () => void>();
    const nameOf = (token: AddressToken) =>
      mutant.configured.peers.find((peer) => mutant.host.tokenOf(peer) === token)?.node ?? '';
    return {
      send: (to, bytes, pass) => {
        pass(bytes);
        if (!isOfType(bytes, 'PING') || dead.has(to) || waits.has(to)) return;
        const give = () => {
          dead.add(to);
          mutant.emit({ type: 'peer-down', node: nameOf(to), reason: 'timeout' });
        };
        waits.set(to, mutant.later(PATIENCE_MS, give));
      },
      receive: (bytes, { token }, pass) => {
        if (isOfType(bytes, 'PONG')) {
          waits.get(token)?.();
          waits.delete(token);
          if (dead.delete(token)) mutant.emit({ type: 'peer-up', node: nameOf(token) });
        }
        pass(bytes);
      },
    };
  },

  'takes everybody for alive': (mutant) => ({
    event: (event, pass) => {
      pass(event);
      if (event.type !== 'ready') return;
      mutant.later(RAISES_AFTER_MS, () => {
        for (const { node } of mutant.configured.peers) mutant.emit({ type: 'peer-up', node });
      });
    },
  }),

  /** For a moment, again and again. */
  'raises the dead': ({ emit, later }) => {
    const dead = new Set<string>();
    const raise = (node: string) => {
      if (!dead.has(node)) return;
      emit({ type: 'peer-up', node });
      emit({ type: 'peer-down', node, reason: 'timeout' });
      later(RAISES_AFTER_MS, () => raise(node));
    };
    return {
      event: (event, pass) => {
        pass(event);
        if (event.type === 'peer-up') dead.delete(event.node);
        if (event.type !== 'peer-down') return;
        dead.add(event.node);
        later(RAISES_AFTER_MS, () => raise(event.node));
      },
    };
  },

  /** Who was dead once is not listened to any more. */
  'never forgives': (mutant) => {
    const dead = new Set<AddressToken>();
    return {
      event: (event, pass) => {
        pass(event);
        const peer =
          event.type === 'peer-down' && mutant.configured.peers.find(({ node }) => node === event.node);
        if (peer) dead.add(mutant.host.tokenOf(peer));
      },
      receive: (bytes, from, pass) => {
        if (!dead.has(from.token)) pass(bytes);
      },
    };
  },
};
