/**
 * Bad luck of a pair of nodes: what the conditions of a link did to what two neighbours sent each other convicts neither of a wrong
 * report about the other.
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { Obstacle } from '../evidence/direction.ts';
import type { Losses } from '../evidence/passable.ts';
import type { Finding } from './finding.ts';
import { inconclusive } from './inconclusive.ts';

/** So many are announced for one finding. */
const MOST_TOLD = 3;

/** Nobody's fault for what stood in the way, unless it is excused already or nothing did. */
export function excuseByLinkConditions(
  finding: Finding,
  obstacles: readonly Obstacle[],
  losses: readonly Losses[] | null = null,
): Finding {
  const told = worst(obstacles).slice(0, MOST_TOLD);
  const why = [
    ...told.map((each) => ({ text: inWords(each), line: each.line })),
    ...(losses ?? []).map((each) => ({ text: lossesInWords(each), line: each.line })),
  ];
  if (finding.verdict !== 'failed' || why.length === 0) return finding;
  return inconclusive(
    finding,
    'unlucky',
    why.map(({ text }) => text),
    why.map(({ line }) => line),
  );
}

/** The longest first. An outage that was reported while it went on is named once. */
function worst(obstacles: readonly Obstacle[]): Obstacle[] {
  const whole: Obstacle[] = [];
  for (const each of obstacles) {
    const overlaps = whole.findIndex(
      (other) =>
        each.type === 'outage' &&
        other.type === 'outage' &&
        each.from === other.from &&
        each.to === other.to &&
        each.fromMs < other.at &&
        other.fromMs < each.at,
    );
    if (overlaps === -1) whole.push(each);
    else if (each.at > whole[overlaps]!.at) whole[overlaps] = each;
  }
  return whole.sort((one, other) => other.at - other.fromMs - (one.at - one.fromMs));
}

function inWords(obstacle: Obstacle): string {
  const { from, to, fromMs, at } = obstacle;
  const when = `from ${secondsText(fromMs)} to ${secondsText(at)}`;
  return obstacle.type === 'outage'
    ? `The conditions of the link dropped all of ${plural(obstacle.dropped, 'datagram')} from ${from} to ${to} ${when}.`
    : `What went from ${from} to ${to} ${when} was under way for up to ${secondsText(obstacle.tookMs)}.`;
}

function lossesInWords({ from, to, offered, dropped }: Losses): string {
  return `The conditions of the link dropped ${dropped} of ${plural(offered, 'datagram')} from ${from} to ${to} in that time.`;
}
