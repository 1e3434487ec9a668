/**
 * Whether the programs that nodes name are there, and can be seen to do what the file expects of them.
 */

import type { ProgramSpec } from '../model/program.ts';
import { nodesNotSeenToSay } from '../model/sight.ts';
import type { TopologyNode } from '../model/types.ts';
import type { Validation } from '../schema/validate.ts';
import { didYouMean } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';

type Programs = Record<string, ProgramSpec>;

/** Each node's program is one of those, and stands alone. */
export function checkUses(
  validation: Validation,
  nodes: readonly TopologyNode[] | undefined,
  programs: Programs = {},
): void {
  const { source, problems } = validation;
  const isCounted = valueAt(source.value, ['nodes', 'count']) !== undefined;
  const known = Object.keys(programs);
  for (const { name, program, image, command, readyWithinMs } of (isCounted ? nodes?.slice(0, 1) : nodes) ??
    []) {
    if (program === undefined) continue;
    const path: Path = isCounted ? ['nodes', 'program'] : ['nodes', name, 'program'];
    if (!Object.hasOwn(programs, program)) {
      const there =
        known.length === 0 ? 'There is no section `programs`.' : `There are: ${known.join(', ')}.`;
      problems.at(source, path, `no program \`${program}\``, `${didYouMean(program, known)}${there}`);
    }
    const beside = image === undefined ? (command === undefined ? null : 'command') : 'image';
    if (beside !== null) {
      const fix = `Write \`${beside}\` in the program, or leave \`program\` out.`;
      problems.at(source, path, `both \`program\` and \`${beside}\``, fix);
    }
    if (readyWithinMs !== undefined) {
      const fix = 'Write `within` into `ready` of the program.';
      problems.at(source, [...path.slice(0, -1), 'ready'], '`ready` beside `program`', fix);
    }
  }
}

/** Asked for by name, and nobody can be seen to do it: then the check would test nothing. */
export function checkSight(
  validation: Validation,
  nodes: readonly TopologyNode[] | undefined,
  programs: Programs | undefined,
): void {
  if (nodes === undefined || programs === undefined || nodes.length === 0) return;
  const { source, problems } = validation;
  const topology = { nodes: [...nodes], programs };
  const isBlind = (...sets: ReadonlySet<string>[]) =>
    nodes.every(({ name }) => sets.every((set) => set.has(name)));
  const steps = valueAt(source.value, ['steps']);
  const places: Path[] = [['expect']];
  if (Array.isArray(steps)) for (const i of steps.keys()) places.push(['steps', i, 'expect']);
  const forbid = (check: string, needs: string) => {
    for (const path of places) {
      const asked = valueAt(source.value, [...path, check]);
      if (asked === undefined || asked === false || asked === 'off') continue;
      const text = `\`${check}\` cannot be judged: ${needs}`;
      problems.atKey(source, [...path, check], text, `Leave it out, or give the programs what it needs.`);
    }
  };
  if (isBlind(nodesNotSeenToSay(topology, 'peer-up'), nodesNotSeenToSay(topology, 'peer-down')))
    forbid('keepalive', 'no node runs a program with the events `peer-up` or `peer-down`');
  if (isBlind(nodesNotSeenToSay(topology, 'delivered'))) {
    const needs = 'no node runs a program with the event `delivered`';
    for (const check of ['delivery', 'duplicates', 'latency']) forbid(check, needs);
  }
  const counts = ({ program }: TopologyNode) =>
    program === undefined || programs[program]?.stats?.received !== undefined;
  if (!nodes.some(counts)) forbid('traffic', 'no node runs a program with `received` in its `stats`');
}
