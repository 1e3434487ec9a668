/** What firewalls of the file keep out for certain, or let in only where both sides send: said by `meshbed check`. */

import { plural } from '../common/wording.ts';
import { runsBundledPeer } from '../topology/model/discovery.ts';
import { findFirewalls, findPairsWithTwoFirewalls } from '../topology/model/gates.ts';
import { nodeListText } from '../topology/model/words.ts';
import type { Topology } from '../topology/topology.ts';

const MOST_NAMED = 3;

export function warningsAboutFirewalls(topology: Topology): string[] {
  if (topology.network === undefined) return [];
  const firewallsOf = findFirewalls(topology);
  const areBothBehind = findPairsWithTwoFirewalls(topology);
  const attacked = topology.steps.flatMap((step) => (step.verb === 'attack' ? step.nodes : []));
  const stopped = [...new Set(attacked)].filter((node) => firewallsOf(node).length > 0);
  const bundled = new Set(topology.nodes.filter(runsBundledPeer).map(({ name }) => name));
  const hard = topology.links
    .filter(({ a, b }) => !(bundled.has(a) && bundled.has(b)) && areBothBehind(a, b))
    .map(({ a, b }) => `${a}–${b}`);
  const more = hard.length - MOST_NAMED;
  const shown = [...hard.slice(0, MOST_NAMED), ...(more > 0 ? [plural(more, 'more link')] : [])].join(', ');
  return [
    ...(stopped.length === 0
      ? []
      : [`no stranger comes through a firewall: \`attack\` tries nothing on ${nodeListText(stopped)}`]),
    ...(hard.length === 0
      ? []
      : [
          `both ends are behind firewalls on ${shown}: programs come through only if both send, each to the port from which the other does`,
        ]),
  ];
}
