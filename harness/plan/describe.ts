/**
 * The plan in words: what `meshbed check` prints. Never more than about a screen, however large the mesh.
 */

import { pushTo } from '../common/grouped.ts';
import { withThousandsSeparators } from '../common/numbers.ts';
import { groupsWithinFirewalls } from '../topology/model/gates.ts';
import { givenTexts } from '../topology/model/given.ts';
import { infrastructureOf } from '../topology/model/infrastructure.ts';
import { reachesElsewhere } from '../topology/model/network.ts';
import { whatIsUnseen } from '../topology/model/sight.ts';
import { expectTexts, nodeListText } from '../topology/model/words.ts';
import { stepText } from '../topology/steps/text.ts';
import { formatDuration } from '../topology/text/units.ts';
import type { Topology } from '../topology/topology.ts';
import { deadlineMs, plannedEndMs, settleMs } from './deadline.ts';
import { describeGates } from './describe-gates.ts';
import { describeLinks, describeNetwork, describeNetworks } from './describe-links.ts';
import { measureGraph } from './graph.ts';
import type { Plan } from './types.ts';
import { warningsAboutPlan } from './warnings.ts';

const MAX_STEPS = 30;
const MAX_LATE = 5;
const MAX_WARNINGS = 8;

/** `misfits`: why it cannot run in some places, a line each. */
export function describePlan(plan: Plan, misfits: readonly string[] = []): string {
  const { topology } = plan;
  const rows: [string, string[]][] = [
    ['nodes', nodeLines(topology)],
    ['given', givenLines(topology)],
    ['networks', describeNetworks(topology)],
    ['network', describeNetwork(topology)],
    ['gates', describeGates(topology)],
    ['links', describeLinks(plan)],
    ['reach', reachLines(topology)],
    ['notes', noteLines(topology)],
    ['peer', peerLines(topology)],
    ['steps', stepLines(topology)],
    ['expects', expectLines(topology)],
    ['warnings', warningLines(topology)],
    ['ends', endLines(topology)],
    ['cannot', [...misfits]],
  ];
  const lines = [`${topology.name} (seed ${topology.seed})`];
  for (const [head, texts] of rows) {
    for (const [i, text] of texts.entries()) lines.push(`  ${(i === 0 ? head : '').padEnd(9)}${text}`);
  }
  return lines.join('\n');
}

function nodeLines(topology: Topology): string[] {
  const { nodes } = topology;
  const lines = [`${withThousandsSeparators(nodes.length)}: ${nodeListText(nodes.map((node) => node.name))}`];
  const programs = new Map<string, string[]>();
  for (const node of nodes) {
    const program = programText(topology, node);
    if (program !== null) pushTo(programs, program, node.name);
  }
  const entries = [...programs];
  for (const [program, users] of entries.slice(0, MAX_LATE)) lines.push(`${program}: ${nodeListText(users)}`);
  if (entries.length > MAX_LATE) lines.push(`and ${entries.length - MAX_LATE} more programs`);
  const never = nodes.filter((node) => node.startMs === null).map((node) => node.name);
  const late = nodes.filter((node) => node.startMs !== null && node.startMs > 0);
  for (const node of late.slice(0, MAX_LATE))
    lines.push(`${node.name} starts at ${formatDuration(node.startMs ?? 0)}`);
  if (late.length > MAX_LATE) lines.push(`and ${late.length - MAX_LATE} more start late`);
  for (const [timeoutMs, names] of [...behindNat(nodes)].slice(0, MAX_LATE)) {
    lines.push(`behind a NAT that forgets after ${formatDuration(timeoutMs)}: ${nodeListText(names)}`);
  }
  const infrastructure = [...infrastructureOf({ nodes })];
  if (infrastructure.length > 0) lines.push(`infrastructure, owed nothing: ${nodeListText(infrastructure)}`);
  if (never.length > 0) lines.push(`started only by a step: ${nodeListText(never)}`);
  return lines;
}

/** To containers, beyond what all have. */
function givenLines(topology: Topology): string[] {
  const texts = givenTexts(topology);
  const more = texts.length > MAX_LATE ? [`and ${texts.length - MAX_LATE} more`] : [];
  const only = texts.length === 0 ? [] : ['to containers alone: processes and simulations go without'];
  return [...texts.slice(0, MAX_LATE), ...more, ...only];
}

/** Null for the bundled peer. */
function programText({ programs = {} }: Topology, node: Topology['nodes'][number]): string | null {
  const { image, command } = (node.program === undefined ? undefined : programs[node.program]) ?? node;
  if (image === undefined && command === undefined) return null;
  const name = node.program === undefined ? [] : [`program ${node.program}:`];
  return [...name, ...(image === undefined ? [] : [`image ${image}`]), ...(command ?? [])].join(' ');
}

/** By the timeout of their NAT. */
function behindNat(nodes: Topology['nodes']): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { name, natTimeoutMs } of nodes) {
    if (natTimeoutMs === undefined) continue;
    const group = groups.get(natTimeoutMs) ?? [];
    group.push(name);
    groups.set(natTimeoutMs, group);
  }
  return groups;
}

function reachLines(topology: Topology): string[] {
  if (topology.reach !== 'all') return [];
  if (topology.network !== undefined && !reachesElsewhere(topology))
    return ['nodes find others by themselves, but only those with a link may talk'];
  const apart = groupsWithinFirewalls(topology).length > 1;
  return [
    'every two nodes on a network may talk; links only introduce them',
    ...(apart ? ['between nodes with a firewall between them nothing is owed without a link'] : []),
  ];
}

/** What loading has to say: a mesh that other programs wrote is seldom in one piece by chance. */
function noteLines(topology: Topology): string[] {
  const { notes = [] } = topology;
  if (notes.length === 0) return [];
  const { parts } = measureGraph(topology);
  return parts === 1
    ? notes
    : [...notes, `in ${withThousandsSeparators(parts)} pieces: nothing gets from one to another`];
}

function peerLines({ peer }: Topology): string[] {
  const options = Object.entries(peer);
  if (options.length === 0) return [];
  const texts = options
    .slice(0, 12)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (options.length > texts.length) texts.push(`and ${options.length - texts.length} more`);
  return [texts.map((text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text)).join(', ')];
}

function stepLines({ steps }: Topology): string[] {
  if (steps.length === 0) return ['none: the mesh is started and watched'];
  const shown = steps.slice(0, steps.length > MAX_STEPS + 1 ? MAX_STEPS : steps.length);
  const times = shown.map((step) => formatDuration(step.atMs));
  const width = Math.max(...times.map((time) => time.length));
  const lines = shown.map((step, i) => `${(times[i] ?? '').padStart(width)}  ${stepText(step)}`);
  if (shown.length < steps.length) {
    const last = formatDuration(steps.at(-1)?.atMs ?? 0);
    lines.push(`and ${withThousandsSeparators(steps.length - shown.length)} more, the last at ${last}`);
  }
  return lines;
}

function expectLines(topology: Topology): string[] {
  const { expect } = topology;
  const lines = expectTexts(expect);
  const judged = lines.length === 0 ? ['only what always holds: nothing corrupt, made up or crashed'] : lines;
  return [...judged, ...whatIsUnseen(topology)];
}

function warningLines(topology: Topology): string[] {
  const warnings = warningsAboutPlan(topology);
  if (warnings.length <= MAX_WARNINGS) return warnings;
  return [
    ...warnings.slice(0, MAX_WARNINGS),
    `and ${withThousandsSeparators(warnings.length - MAX_WARNINGS)} more`,
  ];
}

function endLines(topology: Topology): string[] {
  const end = formatDuration(Math.ceil(plannedEndMs(topology) / 100) * 100);
  const deadline = formatDuration(Math.ceil(deadlineMs(topology) / 1000) * 1000);
  const quiet = formatDuration(settleMs(topology.expect));
  return [`after ${end} or sooner, the last ${quiet} of it quiet; given up after ${deadline}`];
}
