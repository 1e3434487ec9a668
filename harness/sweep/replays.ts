/**
 * Of the cells in which a run did not pass: which seeds, and the line that runs the first of them again.
 */

import { againCommand } from '../report/headline.ts';
import { toPrintableLine } from '../report/printable.ts';
import type { RuntimeName } from '../runtime/port/port.ts';
import { settingText } from '../topology/settings.ts';
import type { CellOutcome } from './sweep.ts';

const MOST_CELLS = 20;
const MOST_SEEDS = 6;

export interface Replay {
  /** `links.loss=30% nodes.count=100: seeds 7, 9 failed; seed 8 inconclusive`. */
  text: string;
  command: string;
}

export function replayCommands(
  outcomes: readonly CellOutcome[],
  { file, runtime, program }: { file: string; runtime: RuntimeName; program: string },
): { replays: Replay[]; more: number } {
  const found = outcomes.flatMap((outcome): Replay[] => {
    const { settings, rows } = outcome;
    const failed = rows.filter(({ verdict }) => verdict === 'failed').map(({ seed }) => seed);
    const open = rows.filter(({ verdict }) => verdict === 'inconclusive').map(({ seed }) => seed);
    const [first] = [...failed, ...open];
    if (first === undefined) return [];
    const what = [seedsText(failed, 'failed'), seedsText(open, 'inconclusive')].filter(Boolean).join('; ');
    const cell = settings.length === 0 ? '' : `${toPrintableLine(settings.map(settingText).join(' '))}: `;
    const set = settings.map(settingText);
    return [{ text: cell + what, command: againCommand({ file, set, seed: first, runtime }, program) }];
  });
  return { replays: found.slice(0, MOST_CELLS), more: Math.max(0, found.length - MOST_CELLS) };
}

function seedsText(seeds: readonly number[], what: string): string {
  if (seeds.length === 0) return '';
  const more = seeds.length > MOST_SEEDS ? ` and ${seeds.length - MOST_SEEDS} more` : '';
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.slice(0, MOST_SEEDS).join(', ')}${more} ${what}`;
}
