/**
 * Networks, addresses and links in the words of `meshbed check`: which way each goes, and what it does to datagrams. Bounded.
 */

import { PEER_OPTIONS } from '../../node/contract/options.ts';
import type { Elsewhere } from '../../node/contract/router.ts';
import { type Conditions, dropsEverything } from '../../node/link/conditions.ts';
import { counted, roundToTenth, withThousandsSeparators } from '../common/numbers.ts';
import { conditionsText, directionListText, nodeListText } from '../topology/model/words.ts';
import type { DirectionName, Topology } from '../topology/topology.ts';
import { measureGraph } from './graph.ts';
import type { Plan } from './types.ts';

const MAX_NETWORKS = 6;
const MAX_KINDS = 5;
const MAX_ADDRESSES = 4;
/** How many hops the bundled peer's messages go by default, and at most. */
const HOPS = PEER_OPTIONS.hops;

export function describeNetworks({ networks }: Topology): string[] {
  if (networks.length === 0) return [];
  const lines = networks.slice(0, MAX_NETWORKS).map(({ name, nodes }) => `${name}: ${nodeListText(nodes)}`);
  if (networks.length > MAX_NETWORKS)
    lines.push(`and ${withThousandsSeparators(networks.length - MAX_NETWORKS)} more networks`);
  const seen = new Set<string>();
  const bridges = new Set<string>();
  for (const { nodes } of networks) {
    for (const node of nodes) (seen.has(node) ? bridges : seen).add(node);
  }
  const none = 'no bridge between them';
  if (networks.length > 1) {
    lines.push(bridges.size === 0 ? none : `on more than one of them: ${nodeListText([...bridges])}`);
  }
  return lines;
}

/** Of a routed network: from where it has its addresses, what holds between nodes without a link, and who has which. */
export function describeNetwork({ network, addresses, nodes }: Topology): string[] {
  if (network === undefined) return addresses === undefined ? [] : ['flat, with addresses of IPv6'];
  const { ranges, router, elsewhere } = network;
  const shown = nodes
    .slice(0, MAX_ADDRESSES)
    .map(({ name, addresses = [] }) => `${name} ${addresses.join(' and ')}`);
  const more = nodes.length - shown.length;
  if (more > 0) shown.push(`and ${withThousandsSeparators(more)} more`);
  return [
    `routed: ${ranges.join(' and ')}, the router at ${router.join(' and ')}; elsewhere: ${elsewhereText(elsewhere)}`,
    shown.join(', '),
  ];
}

function elsewhereText(elsewhere: Elsewhere): string {
  if (elsewhere === 'open') return 'all passes';
  return elsewhere === 'closed' || dropsEverything(elsewhere) ? 'nothing passes' : conditionsText(elsewhere);
}

export function describeLinks(plan: Plan): string[] {
  const { topology } = plan;
  const facts = measureGraph(topology);
  if (facts.links === 0) return ['none'];
  const { min, mean, max } = facts.degree;
  const neighbours =
    min === max
      ? `${counted(min, 'neighbour')} a node`
      : `${min} to ${max} neighbours a node, ${roundToTenth(mean)} on average`;
  const far = `${facts.diameterExact ? '' : 'at least '}${counted(facts.diameter, 'hop')} from end to end`;
  const whole =
    facts.parts === 1
      ? 'in one piece'
      : `in ${withThousandsSeparators(facts.parts)} pieces, the largest of ${counted(facts.largestPart, 'node')}`;
  return [
    `${withThousandsSeparators(facts.links)}: ${neighbours}; ${far}; ${whole}`,
    ...hopWarning(topology, facts.diameter),
    ...ways(plan),
    ...conditionLines(topology),
  ];
}

function ways(plan: Plan): string[] {
  const { links, capture } = plan;
  if (plan.topology.network !== undefined)
    return [`all go through the router${capture === undefined ? '' : ', which captures all that passes'}`];
  if (capture === 'all') return ['all go through relays, which capture what passes'];
  const captured = capture === undefined ? [] : ['what goes through relays is captured'];
  return [...waysOf(links), ...captured];
}

function waysOf(links: Plan['links']): string[] {
  const relayed = links.filter((link) => link.via === 'relay');
  if (relayed.length === 0) return ['all go straight from node to node'];
  if (relayed.length === links.length) return ['all go through relays'];
  const straight = links.filter((link) => link.via === 'direct');
  return [
    `${withThousandsSeparators(relayed.length)} ${relayed.length === 1 ? 'goes through a relay' : 'go through relays'}: ${examples(relayed)}`,
    `${withThousandsSeparators(straight.length)} ${straight.length === 1 ? 'goes' : 'go'} straight from node to node: ${examples(straight)}`,
  ];
}

function examples(links: Plan['links']): string {
  const few = links.slice(0, 3).map(({ a, b }) => `${a}–${b}`);
  return few.join(', ') + (links.length > 3 ? ` and ${withThousandsSeparators(links.length - 3)} more` : '');
}

/** What links do to datagrams, the most frequent first. */
function conditionLines({ links }: Topology): string[] {
  const kinds = new Map<string, DirectionName[]>();
  const words = new Map<Conditions, string>();
  const note = (conditions: Conditions | undefined, way: DirectionName) => {
    if (conditions === undefined) return;
    // Links of a shape share their conditions.
    const text = words.get(conditions) ?? conditionsText(conditions);
    words.set(conditions, text);
    const kind = kinds.get(text);
    if (kind === undefined) kinds.set(text, [way]);
    else kind.push(way);
  };
  for (const { a, b, ab, ba } of links) {
    note(ab, { from: a, to: b });
    note(ba, { from: b, to: a });
  }
  const sorted = [...kinds].sort((x, y) => y[1].length - x[1].length);
  const lines = sorted.slice(0, MAX_KINDS).map(([text, directions]) => {
    const where = directions.length === 2 * links.length ? 'all of them' : directionListText(directions, 3);
    return `${text}: ${where}`;
  });
  if (sorted.length > MAX_KINDS)
    lines.push(`and ${withThousandsSeparators(sorted.length - MAX_KINDS)} more kinds of conditions`);
  return lines;
}

/** The bundled peer's messages do not go on for ever; those of other programs are their own affair. */
function hopWarning({ nodes, peer }: Topology, diameter: number): string[] {
  const limit = typeof peer.hops === 'number' ? peer.hops : HOPS.byDefault;
  const ours = nodes.some(({ image, command }) => image === undefined && command === undefined);
  if (!ours || diameter <= limit) return [];
  const fix =
    diameter <= HOPS.most
      ? `write \`peer: { hops: ${diameter} }\``
      : `it can be at most ${HOPS.most}: messages will not reach every node`;
  return [`warning: the bundled peer's messages go ${limit} hops and no further; ${fix}`];
}
