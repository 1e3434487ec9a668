/**
 * What looks like a mistake in a description, or in how its program is started, from what was seen: each with what mends it. Pure.
 */

import { toPrintableLine } from '../report/printable.ts';
import { GROUPS } from '../topology/schema/program-events.ts';
import type { LineTally, Meant, Oddity, SourceTally } from './trial/line-tally.ts';
import type { ProgramLine } from './trial/types.ts';

/** A start of a node that is over. */
export interface Life {
  node: string;
  boot: number;
  /** From when on its program surely ran. */
  runsFromMs: number;
  /** Null: it ended by itself. */
  askedToEndMs: number | null;
  endedMs: number;
  code: number | null;
  /** It has written more than can be read. */
  isUnheard: boolean;
  /** What the harness has said of it: processes that it left behind, a command of `stop` that failed, … */
  notes: readonly string[];
}

/** So long a program must have run before its silence says anything. */
const LONG_MS = 1_000;
/** What comes so soon after the end of a program was asked for, or before it, came with it. */
const WITH_THE_END_MS = 200;
const MANY_LINES = 5;
/** Notes for which there are sentences of their own. */
const SAID_ELSEWHERE = /which is no node$|was not read$/;

export function doubtsInWords(tally: LineTally, lives: readonly Life[]): string[] {
  const sentences = [
    ...lives.flatMap((life) => ofLife(life, tally)),
    ...ofReady(tally),
    ...ofEveryLine(tally),
    ...[...tally.oddities].map(([oddity, line]) => ofOddity(oddity, line)),
    ...(tally.cut === 0 ? [] : [NOT_WHOLE]),
  ];
  return [...new Set(sentences)];
}

const NOT_WHOLE =
  'Lines were not whole, and were not read: they had over 256 KiB, or the end of the program or of its file cut them off. In a run, which knows less then, they make it inconclusive.';

function ofLife(life: Life, { sources }: LineTally): string[] {
  const { node, askedToEndMs, code, isUnheard, notes } = life;
  const its = sources.filter((each) => each.node === node && each.boot === life.boot);
  const said: string[] = [];
  if (askedToEndMs === null && code === 0)
    said.push(
      `${node} ended by itself with code 0: where it puts itself into the background, have it stay in the foreground.`,
    );
  if (isUnheard) said.push(`${node} writes more than can be read, 2 MiB a second: have it write less.`);
  const others = notes
    .filter((note) => !SAID_ELSEWHERE.test(note))
    .map((note) => `${node}: ${toPrintableLine(note)}.`);
  return [...said, ...others, ...ofBuffers(life, its)];
}

/** A program that buffers what it writes into a pipe is heard at its end, or not at all. */
function ofBuffers({ node, runsFromMs, askedToEndMs, endedMs }: Life, its: readonly SourceTally[]): string[] {
  const fromMs = Math.min(askedToEndMs ?? endedMs, endedMs - WITH_THE_END_MS);
  if (fromMs - runsFromMs < LONG_MS) return [];
  const late = its.filter(({ firstMs }) => firstMs >= fromMs);
  const cure = 'have it write line by line, or start it by `stdbuf -oL`.';
  if (its.length === 0)
    return [`${node} wrote nothing at all: where it buffers what it writes into a pipe, ${cure}`];
  return late.map(
    ({ source, lines }) =>
      `All that ${node} wrote on ${source} (${lines === 1 ? '1 line' : `${lines} lines`}) came at its end: it buffers its output; ${cure}`,
  );
}

function ofReady({ sources }: LineTally): string[] {
  const twice = sources.find(({ matched }) => (matched.get('ready') ?? 0) > 1);
  if (twice === undefined) return [];
  const { node, matched } = twice;
  return [
    `${matched.get('ready')} lines of ${node} matched \`ready\`: the first counts, so see that it is the right one.`,
  ];
}

/** Over all starts, by stream or file. */
function ofEveryLine({ sources }: LineTally): string[] {
  return [...new Set(sources.map(({ source }) => source))].flatMap((source) => {
    const its = sources.filter((each) => each.source === source);
    const lines = its.reduce((sum, each) => sum + each.lines, 0);
    const meant: readonly Meant[] = ['ready', 'delivered', 'peer-up', 'peer-down'];
    return meant
      .filter((each) => its.reduce((sum, { matched }) => sum + (matched.get(each) ?? 0), 0) === lines)
      .filter(() => lines >= MANY_LINES)
      .map(
        (each) =>
          `\`${each}\` matched every line of ${source}, ${lines} of them: write what is only in the lines that are meant.`,
      );
  });
}

function ofOddity(oddity: Oddity, { node, events }: ProgramLine): string {
  const { event, groups } = events.find(({ became }) => (oddity === 'no name') === (became === 'of nobody'))!;
  const value = (group: string) => `\`${toPrintableLine(groups[group] ?? '')}\``;
  switch (oddity) {
    case 'unknown message':
      return `${node} reported ${value('message')}, which nobody put in: the group \`message\` must find the \`{ref}\`.`;
    case 'own message':
      return `${node} reported its own message: where that is no mistake of the program, write \`own: reported\`.`;
    case 'other content':
      return `${node} reported the content ${value('data')}, and something else was put in: see what the group \`data\` finds.`;
    case 'no name':
      return `${node} said \`${event}\` of ${value(GROUPS[event][0])}, which is neither a name nor an address of a node: it counts for nothing.`;
  }
}
