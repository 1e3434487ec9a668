/**
 * What the conditions of the file itself make impossible, or a matter of luck: said by `meshbed check`, so that nobody learns it from a
 * run that was `unlucky`.
 */

import { type Conditions, delayBoundsMs } from '../../node/link/conditions.ts';
import { pushTo } from '../common/grouped.ts';
import { discoveringNodes, runsBundledPeer } from '../topology/model/discovery.ts';
import { findGatesBetween, longestDelayAtGatesMs } from '../topology/model/gates.ts';
import { conditionsElsewhere, reachesElsewhere } from '../topology/model/network.ts';
import { nodeListText } from '../topology/model/words.ts';
import { formatDuration } from '../topology/text/units.ts';
import type { Topology } from '../topology/topology.ts';
import { verbOf } from '../topology/verbs/lookup.ts';
import { warningsAboutFirewalls } from './firewall-warnings.ts';

/** Sentences, each about one expectation or one step. */
export function warningsAboutPlan(topology: Topology): string[] {
  const conditions = conditionsOf(topology);
  return [
    ...tooSoon(topology, conditions),
    ...tooLarge(topology, conditions),
    ...goneAround(topology),
    ...warningsAboutFirewalls(topology),
  ];
}

/** Of each direction, as `from to`: the conditions that it has at any time. Those of links without any are absent. */
type ConditionsOf = ReadonlyMap<string, readonly Conditions[]>;

function conditionsOf({ links, steps }: Topology): ConditionsOf {
  const all = new Map<string, Conditions[]>();
  const add = (from: string, to: string, conditions: Conditions) => pushTo(all, `${from} ${to}`, conditions);
  for (const { a, b, ab, ba } of links) {
    if (ab !== undefined) add(a, b, ab);
    if (ba !== undefined) add(b, a, ba);
  }
  for (const step of steps) {
    if (!('conditions' in step)) continue;
    for (const { from, to } of step.directions) add(from, to, step.conditions);
  }
  return all;
}

/** Times that are shorter than what a link allows a datagram and its answer, or the datagram alone. */
function tooSoon(topology: Topology, conditions: ConditionsOf): string[] {
  const { links, expect } = topology;
  const gatesBetween = findGatesBetween(topology);
  const longestMs = (from: string, to: string) =>
    Math.max(0, ...(conditions.get(`${from} ${to}`) ?? []).map((each) => delayBoundsMs(each).maxMs)) +
    gatesBetween(from, to).delayMs;
  const elsewhereMs =
    discoveringNodes(topology).length === 0
      ? 0
      : delayBoundsMs(conditionsElsewhere(topology)).maxMs + longestDelayAtGatesMs(topology);
  let slowest = {
    where: 'between nodes without a link',
    roundTripMs: 2 * elsewhereMs,
    onceMs: elsewhereMs,
  };
  for (const { a, b } of links) {
    const [there, back] = [longestMs(a, b), longestMs(b, a)];
    if (there + back > slowest.roundTripMs)
      slowest = { where: `on ${a}–${b}`, roundTripMs: there + back, onceMs: Math.max(there, back) };
  }
  const { where, roundTripMs, onceMs } = slowest;
  const { keepalive, delivery } = expect;
  const said = (what: string, ms: number, takes: string, takesMs: number) =>
    takesMs > ms
      ? [
          `\`${what}: ${formatDuration(ms)}\` is less than ${takes} may take ${where} (up to ${formatDuration(Math.ceil(takesMs))}, by its latency, jitter and queue)`,
        ]
      : [];
  const there = 'a datagram and its answer';
  const asked = keepalive?.asked ? keepalive : null;
  return [
    ...(asked?.detectMs ? said('detect', asked.detectMs, there, roundTripMs) : []),
    ...(asked?.recoverMs ? said('recover', asked.recoverMs, there, roundTripMs) : []),
    ...(asked && asked.tolerateMs !== asked.detectMs
      ? said('tolerate', asked.tolerateMs, there, roundTripMs)
      : []),
    ...(delivery?.asked ? said('within', delivery.withinMs, 'a datagram', onceMs) : []),
  ];
}

/**
 * Messages that no way out of the node that has to send them lets through, whatever the moment. A router says what is too large, and
 * systems then send it in fragments.
 */
function tooLarge({ links, steps, network }: Topology, conditions: ConditionsOf): string[] {
  if (network !== undefined) return [];
  const injected = new Map<string, number>();
  for (const step of steps) {
    if (step.verb !== 'inject') continue;
    for (const node of step.from) injected.set(node, Math.max(injected.get(node) ?? 0, step.bytes));
  }
  if (injected.size === 0) return [];
  const largest = new Map<string, number>();
  for (const { a, b, ab, ba } of links) {
    for (const [from, to, atStart] of [
      [a, b, ab],
      [b, a, ba],
    ] as const) {
      const those = [...(atStart === undefined ? [{}] : []), ...(conditions.get(`${from} ${to}`) ?? [])];
      const most = Math.max(...those.map(({ mtuBytes = Number.POSITIVE_INFINITY }) => mtuBytes));
      largest.set(from, Math.max(largest.get(from) ?? 0, most));
    }
  }
  return [...injected].flatMap(([node, bytes]) => {
    const most = largest.get(node);
    if (most === undefined || bytes <= most) return [];
    return [
      `${node} has to send ${bytes} B, and no link out of it lets more than ${most} B through (\`mtu\`)`,
    ];
  });
}

/** What does not hold for nodes that find others by themselves, and who does not. */
function goneAround(topology: Topology): string[] {
  if (topology.reach !== 'all') return [];
  const { nodes, links, steps } = topology;
  const bundled = nodes.filter(runsBundledPeer).map(({ name }) => name);
  const ours =
    bundled.length === 0
      ? []
      : [
          `the bundled peer talks over its links alone: \`reach: all\` changes nothing for ${nodeListText(bundled)}`,
        ];
  if (discoveringNodes(topology).length === 0) return ours;
  if (topology.network !== undefined)
    return reachesElsewhere(topology)
      ? ours
      : [
          ...ours,
          'nothing passes between nodes without a link (`elsewhere`), so with `reach: all` no more is owed than without',
        ];
  const closing = new Set(
    steps.flatMap((step) => {
      const taken = verbOf(step).takesAway?.(step);
      return taken?.what === 'directions' || taken?.what === 'crossings' ? [`\`${step.verb}\``] : [];
    }),
  );
  const hasConditions = links.some(({ ab, ba }) => ab !== undefined || ba !== undefined);
  return [
    ...ours,
    ...(closing.size === 0
      ? []
      : [
          `by ${[...closing].join(' and ')} links alone are closed, around which programs that find others by themselves may go; \`disconnect\` keeps containers apart`,
        ]),
    ...(hasConditions
      ? [
          'links with conditions go through relays, whose addresses are good for the two ends alone: programs that learn addresses from others, as DHTs do, do not work over them',
        ]
      : []),
  ];
}
