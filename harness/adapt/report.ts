/**
 * What `meshbed adapt` sees and finds, for people and for programs.
 */

import { VERSION } from '../common/version.ts';
import { plural } from '../common/wording.ts';
import { type Paint, plain } from '../report/paint.ts';
import { wrapLines } from '../report/phrases.ts';
import { toPrintableLine } from '../report/printable.ts';
import {
  type AdaptNews,
  type AdaptResult,
  isCovered,
  type ProgramLine,
  type TriedPart,
} from './trial/types.ts';

/** Changes when a field of the JSON is taken away or means something else. */
const ADAPT_VERSION = 1;

const STYLES = { works: 'green', fails: 'red', absent: 'dim', untried: 'yellow' } as const;
const SAID = { works: 'works', fails: 'fails', absent: 'not there', untried: 'not tried' } as const;
const STATE_WIDTH = Math.max(...Object.values(SAID).map((state) => state.length));
const PART_WIDTH = 'inject'.length;
const EVENT_WIDTH = 'delivered'.length;
const SOURCE_WIDTH = 'stdout'.length;
/** Where what a line means stands, behind lines that are no longer. */
const MEANING_COLUMN = 44;
const USUAL_WIDTH = 100;
/** Narrower terminals break lines by themselves. */
const NARROWEST = 16;
const LEAST_ROOM = 10;

export interface Look {
  paint?: Paint;
  /** Of the terminal; elsewhere lines may be as long as they like. */
  widthCharacters?: number;
}

export function adaptNewsText(news: AdaptNews, look: Look = {}): string {
  const { paint = plain } = look;
  if (news.type === 'line') return lineText(news.line, look);
  if (news.type === 'part') return triedPartText(news.part, look);
  return block('· ', '  ', toPrintableLine(news.text), look, (text) => paint('cyan', text));
}

/** `n2 stdout  Received: 0.0 hello   → delivered message=0.0 data=hello`; what means nothing is dim. */
function lineText({ node, source, text, isCut, saysReady, events }: ProgramLine, look: Look): string {
  const { paint = plain } = look;
  const width = widthOf(look);
  const head = `${node} ${source.padEnd(SOURCE_WIDTH)}  `;
  const roomCharacters = Math.max(LEAST_ROOM, width - head.length);
  const said = cutTo(`${toPrintableLine(text)}${isCut ? '… (not whole)' : ''}`, roomCharacters);
  const meanings = [
    ...(saysReady ? ['ready'] : []),
    ...events.map(({ event, groups, became }) => {
      const values = Object.entries(groups).map(([group, value]) => ` ${group}=${toPrintableLine(value)}`);
      return `${event}${values.join('')}${became === 'event' ? '' : ` (${became})`}`;
    }),
  ];
  if (meanings.length === 0) return `${paint('dim', `${head}${said}`)}\n`;
  const meaning = `→ ${meanings.join(', ')}`;
  const beside = `${head}${said}`.padEnd(MEANING_COLUMN);
  if (beside.length + 2 + meaning.length <= width) return `${beside}  ${paint('green', meaning)}\n`;
  return `${head}${said}\n${block('    ', '      ', meaning, look, (part) => paint('green', part))}`;
}

export function triedPartText({ part, state, seen }: TriedPart, look: Look = {}): string {
  const { paint = plain } = look;
  const head = `${SAID[state].padEnd(STATE_WIDTH)}  ${part.padEnd(PART_WIDTH)}  `;
  const painted = `${paint(STYLES[state], SAID[state].padEnd(STATE_WIDTH))}${head.slice(STATE_WIDTH)}`;
  return block(head, ' '.repeat(head.length), toPrintableLine(seen), look).replace(head, painted);
}

/** All of it, once more and in one place. */
export function adaptText(result: AdaptResult, look: Look = {}): string {
  const { paint = plain } = look;
  const { program, runtime, nodes, parts, events, unmatched, uncovered, doubts } = result;
  const isWhole = isCovered(result);
  const verdict = isWhole ? 'works' : 'does not work yet';
  const head = `The description of ${toPrintableLine(program)} ${verdict}, seen on ${plural(nodes.length, 'node')} (${runtime}).`;
  const list = (title: string, items: readonly string[]) =>
    items.length === 0
      ? ''
      : `\n${block('', '', title, look)}${items.map((item) => block('  ', '  ', item, look)).join('')}`;
  return [
    `\n${block('', '', head, look, (line) => paint('bold', paint(isWhole ? 'green' : 'red', line)))}\n`,
    ...parts.map((part) => triedPartText(part, look)),
    list(
      'Events',
      events.map((event) => eventText(event)),
    ),
    list('Not covered', uncovered),
    list(
      `Lines that mean nothing: ${unmatched.count}${unmatched.count === 0 ? '' : ', such as'}`,
      unmatched.samples.map(({ node, source, text }) => `${node} ${source}  ${toPrintableLine(text)}`),
    ),
    list('Look at this', doubts),
  ].join('');
}

/** One JSON object whose shape only grows. */
export function adaptJson(result: AdaptResult): object {
  return { version: ADAPT_VERSION, meshbed: VERSION, covered: isCovered(result), ...result };
}

function eventText({ event, isDescribed, matched, events }: AdaptResult['events'][number]): string {
  const name = event.padEnd(EVENT_WIDTH);
  if (!isDescribed) return `${name}  not described`;
  if (matched === 0) return `${name}  never: no line matched`;
  const passedOver = matched - events;
  return `${name}  ${plural(matched, 'line')}${passedOver === 0 ? '' : `, ${passedOver} of them passed over`}`;
}

/** A text in lines that fit, the first behind `head`, the others behind `indent`. */
function block(
  head: string,
  indent: string,
  text: string,
  look: Look,
  paint: (line: string) => string = (line) => line,
): string {
  const isNarrow = widthOf(look) - head.length < NARROWEST;
  const [first, rest] = isNarrow ? [`${head.trimEnd()}\n  `, '  '] : [head, indent];
  const lines = wrapLines(text, Math.max(NARROWEST, widthOf(look) - rest.length));
  return `${first}${lines.map(paint).join(`\n${rest}`)}\n`;
}

function widthOf({ widthCharacters }: Look): number {
  return widthCharacters ?? USUAL_WIDTH;
}

function cutTo(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text;
}
