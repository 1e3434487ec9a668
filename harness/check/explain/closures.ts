/**
 * What kept nodes apart, in sentences: links that were closed and nodes that were down. It explains why deliveries were
 * not owed; it accuses nobody.
 */

import { secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { complement, type Interval } from '../evidence/interval.ts';

const MOST = 6;

/** At most a handful, and how many more there are; nothing when nothing was ever closed or down. */
export function closuresAndDowntimesInWords(history: History, untilMs: number): string[] {
  const sentences = [
    ...closedLinks(history, untilMs),
    ...moves(history, untilMs),
    ...absences(history, untilMs),
  ];
  if (sentences.length <= MOST) return sentences;
  return [...sentences.slice(0, MOST), `… and ${sentences.length - MOST} more.`];
}

function closedLinks(history: History, untilMs: number): string[] {
  const byTimes = new Map<string, string[]>();
  for (const direction of history.directions) {
    const closed = complement(direction.openByConditions()).filter(({ fromMs }) => fromMs < untilMs);
    if (closed.length === 0) continue;
    const times = closed.map((interval) => during(interval, untilMs)).join(', ');
    const list = byTimes.get(times);
    const name = `${direction.from} → ${direction.to}`;
    if (list) list.push(name);
    else byTimes.set(times, [name]);
  }
  return [...byTimes].map(([times, directions]) => {
    const some =
      directions.length <= 4
        ? directions.join(', ')
        : `${directions.slice(0, 3).join(', ')} and ${directions.length - 3} others`;
    return `Closed ${times}: ${some}.`;
  });
}

function moves(history: History, untilMs: number): string[] {
  return history.allDirections.moves
    .filter(({ atMs }) => atMs < untilMs)
    .map(
      ({ node, atMs }) =>
        `${node} moved to another address at ${secondsText(atMs)}: over its links nothing is owed until both ends have been started again.`,
    );
}

function absences(history: History, untilMs: number): string[] {
  return history.nodes.flatMap((node) => {
    const up = history.incarnations(node).flatMap((incarnation) => incarnation.accountableUptime());
    const down = complement(up).filter(({ fromMs, toMs }) => fromMs < untilMs && toMs > 0);
    return down.length === 0
      ? []
      : [`${node} was down ${down.map((each) => during(each, untilMs)).join(', ')}.`];
  });
}

function during({ fromMs, toMs }: Interval, untilMs: number): string {
  if (fromMs <= 0) return toMs >= untilMs ? 'all the time' : `until ${secondsText(toMs)}`;
  return toMs >= untilMs
    ? `from ${secondsText(fromMs)} on`
    : `from ${secondsText(fromMs)} to ${secondsText(toMs)}`;
}
