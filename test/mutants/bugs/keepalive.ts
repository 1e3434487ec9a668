/** Bugs in who is alive. */

import type { AddressToken } from '../../../node/core/port.ts';
import type { Bug } from '../bug.ts';
import { isOfType } from './datagrams.ts';

const PATIENCE_MS = 20;

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
    const waits = new Map<AddressToken, NodeJS.Timeout>();
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
        waits.set(to, setTimeout(give, PATIENCE_MS));
      },
      receive: (bytes, { token }, pass) => {
        if (isOfType(bytes, 'PONG')) {
          clearTimeout(waits.get(token));
          waits.delete(token);
          if (dead.delete(token)) mutant.emit({ type: 'peer-up', node: nameOf(token) });
        }
        pass(bytes);
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
