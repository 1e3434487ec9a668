/**
 * What stands between whom on a routed network, in the words of `meshbed check`. Bounded.
 */

import { pushTo } from '../common/grouped.ts';
import { allGates, type GateOptions } from '../topology/model/gates.ts';
import { conditionsText, nodeListText } from '../topology/model/words.ts';
import type { Topology } from '../topology/topology.ts';

const MAX_LINES = 6;

export function describeGates(topology: Topology): string[] {
  const { nodes, network } = topology;
  const sites = (network?.sites ?? []).map((site) => {
    const from = site.ranges === undefined ? [] : [`addresses of ${site.ranges.join(' and ')}`];
    const who = site.nodes.length === 0 ? 'nobody yet' : nodeListText(site.nodes);
    return `${site.name}: ${[who, ...gateTexts(site), ...from].join('; ')}`;
  });
  const alike = new Map<string, string[]>();
  for (const gate of allGates({ nodes })) pushTo(alike, gateTexts(gate).join('; '), gate.nodes[0]!);
  const own = [...alike].map(
    ([text, names]) => `${nodeListText(names)}${names.length > 1 ? ', each for itself' : ''}: ${text}`,
  );
  const lines = [...sites, ...own];
  const more = lines.length - MAX_LINES;
  return more > 1 ? [...lines.slice(0, MAX_LINES), `and ${more} more`] : lines;
}

function gateTexts({ firewall, uplink, downlink }: GateOptions): string[] {
  return [
    ...(firewall ? ['behind a firewall'] : []),
    ...(uplink ? [`uplink of ${conditionsText(uplink)}`] : []),
    ...(downlink ? [`downlink of ${conditionsText(downlink)}`] : []),
  ];
}
