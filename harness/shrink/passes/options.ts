/**
 * Options of nodes and of the peer, networks, and what is expected beside what failed.
 */

import { DEFAULT_EXPECT } from '../../topology/expand/expect.ts';
import type { Expect, TopologyNode } from '../../topology/model/types.ts';
import { type Parts, removeUnneededParts } from '../search/thin.ts';
import type { Trials } from '../search/trials.ts';

export async function dropExpectations(trials: Trials): Promise<void> {
  await removeUnneededParts(trials, checks);
}

type CheckKey = Exclude<keyof Expect, 'settleMs'>;

/** Checks that the file speaks of; without them the defaults judge. */
const checks: Parts<CheckKey> = {
  of: ({ expect }) =>
    (['delivery', 'duplicates', 'keepalive', 'traffic', 'latency', 'memory', 'isolation'] as const).filter(
      (check) => JSON.stringify(expect[check]) !== JSON.stringify(DEFAULT_EXPECT[check]),
    ),
  without: (topology, gone) => {
    const defaults = Object.fromEntries([...gone].map((check) => [check, DEFAULT_EXPECT[check]]));
    return { ...topology, expect: { ...topology.expect, ...defaults } };
  },
  text: (check) => `\`expect: ${check}\``,
};

export async function dropOptions(trials: Trials): Promise<void> {
  await removeUnneededParts(trials, networks);
  await removeUnneededParts(trials, peerOptions);
  await removeUnneededParts(
    trials,
    nodesWith(
      'nat',
      ({ natTimeoutMs: timeoutMs }) => timeoutMs !== undefined,
      ({ natTimeoutMs: _, ...node }) => node,
    ),
  );
  await removeUnneededParts(
    trials,
    nodesWith(
      'role',
      ({ role }) => role !== undefined,
      ({ role: _, ...node }) => node,
    ),
  );
  await removeUnneededParts(
    trials,
    nodesWith(
      'start',
      ({ startMs }) => startMs !== 0,
      (node) => ({ ...node, startMs: 0 }),
    ),
  );
}

/** All or none: each node must be on one. */
const networks: Parts<'networks'> = {
  of: ({ networks }) => (networks.length === 0 ? [] : ['networks']),
  without: (topology) => ({ ...topology, networks: [] }),
  text: () => 'networks',
};

const peerOptions: Parts<string> = {
  of: ({ peer }) => Object.keys(peer),
  without: (topology, gone) => ({
    ...topology,
    peer: Object.fromEntries(Object.entries(topology.peer).filter(([key]) => !gone.has(key))),
  }),
  text: (key) => `\`peer: ${key}\``,
};

function nodesWith(
  option: string,
  has: (node: TopologyNode) => boolean,
  dropped: (node: TopologyNode) => TopologyNode,
): Parts<string> {
  return {
    of: ({ nodes }) => nodes.filter(has).map(({ name }) => name),
    without: (topology, gone) => ({
      ...topology,
      nodes: topology.nodes.map((node) => (gone.has(node.name) ? dropped(node) : node)),
    }),
    text: (name) => `\`${option}\` of ${name}`,
  };
}
