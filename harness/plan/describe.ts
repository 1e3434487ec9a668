/**
 * The plan in words: what `meshbed check` prints. Never more than about a screen, however large the mesh.
 */

import type { Topology } from '../topology/types.ts';
import { formatDuration } from '../topology/units.ts';
import { expectTexts, nodeListText, stepText } from '../topology/words.ts';
import { deadlineMs, plannedEndMs, settleMs } from './deadline.ts';
import { graphFacts } from './graph.ts';
import type { Plan } from './types.ts';

const MAX_STEPS = 30;
const MAX_LATE = 5;

export function describePlan(plan: Plan): string {
  const { topology } = plan;
  const rows: [string, string[]][] = [
    ['nodes', nodeLines(topology)],
    ['links', linkLines(plan)],
    ['peer', peerLines(topology)],
    ['steps', stepLines(topology)],
    ['expects', expectLines(topology)],
    ['ends', endLines(topology)],
  ];
  const lines = [`${topology.name} (seed ${topology.seed})`];
  for (const [head, texts] of rows) {
    for (const [i, text] of texts.entries()) lines.push(`  ${(i === 0 ? head : '').padEnd(9)}${text}`);
  }
  return lines.join('\n');
}

function nodeLines({ nodes }: Topology): string[] {
  const lines = [`${count(nodes.length)}: ${nodeListText(nodes.map((node) => node.name))}`];
  const programs = new Map<string, string[]>();
  for (const { name, image, command } of nodes) {
    if (image === undefined && command === undefined) continue;
    const program = [...(image === undefined ? [] : [`image ${image}`]), ...(command ?? [])].join(' ');
    const users = programs.get(program) ?? [];
    users.push(name);
    programs.set(program, users);
  }
  const entries = [...programs];
  for (const [program, users] of entries.slice(0, MAX_LATE)) lines.push(`${program}: ${nodeListText(users)}`);
  if (entries.length > MAX_LATE) lines.push(`and ${entries.length - MAX_LATE} more programs`);
  const never = nodes.filter((node) => node.startMs === null).map((node) => node.name);
  const late = nodes.filter((node) => node.startMs !== null && node.startMs > 0);
  for (const node of late.slice(0, MAX_LATE))
    lines.push(`${node.name} starts at ${formatDuration(node.startMs ?? 0)}`);
  if (late.length > MAX_LATE) lines.push(`and ${late.length - MAX_LATE} more start late`);
  if (never.length > 0) lines.push(`started only by a step: ${nodeListText(never)}`);
  return lines;
}

function linkLines(plan: Plan): string[] {
  const facts = graphFacts(plan.topology);
  if (facts.links === 0) return ['none'];
  const { min, mean, max } = facts.degree;
  const neighbours =
    min === max
      ? `${counted(min, 'neighbour')} a node`
      : `${min} to ${max} neighbours a node, ${round(mean)} on average`;
  const far = `${facts.diameterExact ? '' : 'at least '}${counted(facts.diameter, 'hop')} from end to end`;
  const whole =
    facts.parts === 1
      ? 'in one piece'
      : `in ${count(facts.parts)} pieces, the largest of ${counted(facts.largestPart, 'node')}`;
  const relayed = plan.links.filter((link) => link.via === 'relay');
  const examples = relayed.slice(0, 3).map(({ a, b }) => `${a}–${b}`);
  const ways =
    relayed.length === 0
      ? 'all go straight from node to node'
      : `${count(plan.links.length - relayed.length)} go straight, ${count(relayed.length)} through a relay (${examples.join(', ')}${relayed.length > 3 ? ', …' : ''})`;
  return [`${count(facts.links)}: ${neighbours}; ${far}; ${whole}`, ways];
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
    lines.push(`and ${count(steps.length - shown.length)} more, the last at ${last}`);
  }
  return lines;
}

function expectLines({ expect }: Topology): string[] {
  const lines = expectTexts(expect);
  return lines.length === 0 ? ['only what always holds: nothing corrupt, made up or crashed'] : lines;
}

function endLines(topology: Topology): string[] {
  const end = formatDuration(Math.ceil(plannedEndMs(topology) / 100) * 100);
  const deadline = formatDuration(Math.ceil(deadlineMs(topology) / 1000) * 1000);
  const quiet = formatDuration(settleMs(topology.expect));
  return [`after ${end} or sooner, the last ${quiet} of it quiet; given up after ${deadline}`];
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}
