/** Bugs in whom a peer speaks to, and whom it believes. */

import type { AddressToken } from '../../../node/core/address.ts';
import type { Bug } from '../bug.ts';

/** How two mutants tell each other where they really are; nobody else knows the word. */
const HERE_I_AM = 'I am at ';

export const wire: Record<string, Bug> = {
  'answers strangers': (mutant) => ({
    receive: (bytes, from, pass) => {
      pass(bytes);
      const isNeighbour = mutant.configured.peers.some((peer) => mutant.host.tokenOf(peer) === from.token);
      if (!isNeighbour) {
        mutant.endpoint.send(mutant.endpoint.tokenOf(from.host, from.port), Buffer.from('who are you?'));
      }
    },
  }),

  'believes what nobody signed': () => ({ verify: () => true }),

  /** It tells its neighbours its own address, and those that have the same bug use it. */
  'sends around the relay': (mutant) => {
    const truly = new Map<AddressToken, AddressToken>();
    return {
      event: (event, pass) => {
        pass(event);
        if (event.type !== 'peer-up') return;
        const peer = mutant.configured.peers.find(({ node }) => node === event.node)!;
        const { host, port } = mutant.host.address;
        mutant.endpoint.send(mutant.host.tokenOf(peer), Buffer.from(`${HERE_I_AM}${host} ${port}`));
      },
      receive: (bytes, from, pass) => {
        const text = Buffer.from(bytes).toString('latin1');
        if (!text.startsWith(HERE_I_AM)) return pass(bytes);
        const [host = '', port] = text.slice(HERE_I_AM.length).split(' ');
        truly.set(from.token, mutant.endpoint.tokenOf(host, Number(port)));
      },
      send: (to, bytes, pass) => {
        const direct = truly.get(to);
        if (direct === undefined) pass(bytes);
        else mutant.endpoint.send(direct, bytes);
      },
    };
  },
};
