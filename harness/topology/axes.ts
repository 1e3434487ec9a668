/**
 * The values that `--vary PATH=VALUES` names, or a file's `matrix`: a list `0%,5%,10%`, a range `10..100+10` whose values are
 * as far apart, or a range `10..1000x10` in which each is so many times the one before.
 */

import { EXIT, MeshbedError } from '../common/errors.ts';
import type { Setting } from './settings.ts';

export interface Axis {
  path: string;
  values: readonly string[];
}

const MOST_VALUES = 1000;
const EXAMPLES = 'Write `links.loss=0%,5%,10%`, `nodes.count=10..100+10` or `nodes.count=10..1000x10`.';
/** No unit has an `x`, which says that a range is geometric. */
const NUMBER = String.raw`(\d+(?:\.\d+)?)([a-wyzA-WYZµ%]*)`;
const RANGE = new RegExp(`^${NUMBER}\\.\\.${NUMBER}(.*)$`);
const STEP = new RegExp(`^([x+])${NUMBER}$`);

/** Says what is wrong, and does not come back. */
export type Refuse = (what: string, fix: string) => never;

/** Throws a MeshbedError that says what is wrong with it. */
export function parseAxis(text: string): Axis {
  const refuse: Refuse = (what, fix) => {
    throw new MeshbedError('BAD_VARY', `--vary ${text} ${what}`, fix, EXIT.badInput);
  };
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(0, at)).trim();
  if (path === '') refuse('names no path', EXAMPLES);
  if (path === 'seed') refuse('varies the seed', 'Say how many seeds each cell is run with: `--seeds 20`.');
  const values = partsOf(text.slice(at + 1)).flatMap((part) => valuesOfAxis(part, refuse));
  if (values.some((value) => value === '')) refuse('holds an empty value', EXAMPLES);
  const twice = firstDuplicate(values);
  if (twice !== undefined) refuse(`names \`${twice}\` twice`, 'Name each value once.');
  return { path, values };
}

export function firstDuplicate(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) < i);
}

/** Every combination of values, the last axis varying fastest. One cell without settings where there is no axis. */
export function allCombinations(axes: readonly Axis[]): Setting[][] {
  return axes.reduce<Setting[][]>(
    (cells, { path, values }) => cells.flatMap((cell) => values.map((value) => [...cell, { path, value }])),
    [[]],
  );
}

/** Split at commas, but for those inside brackets and quotes: `[n1, n2],[n3]` are two. */
function partsOf(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('[{('.includes(character)) depth++;
    else if (']})'.includes(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** Of a range all values, else the value alone. A range begins with a number; `n1..n6` are nodes. */
export function valuesOfAxis(part: string, refuse: Refuse): string[] {
  const range = RANGE.exec(part);
  if (range === null) return [part];
  const [, first = '', unit = '', last = '', lastUnit = '', by = ''] = range;
  if (unit !== lastUnit)
    refuse(
      `has a range from ${unit || 'no unit'} to ${lastUnit || 'no unit'}`,
      'Write both ends in one unit.',
    );
  const step = STEP.exec(by);
  if (step === null) {
    const fix = `Write \`${first}${unit}..${last}${unit}+${first}${unit}\`, or \`${first}${unit}..${last}${unit}x10\`.`;
    return refuse('has a range that does not say its steps', fix);
  }
  const [, kind, amount = '', stepUnit = ''] = step;
  if (stepUnit !== '' && (kind === 'x' || stepUnit !== unit)) {
    refuse(`has steps of \`${amount}${stepUnit}\``, `Write the step without a unit: \`${kind}${amount}\`.`);
  }
  return numbersOf(refuse, Number(first), Number(last), kind === 'x', Number(amount)).map(
    (number) => `${number}${unit}`,
  );
}

function numbersOf(refuse: Refuse, first: number, last: number, isGeometric: boolean, by: number): number[] {
  if (first > last) refuse('has a range that runs backwards', 'Write the smaller number first.');
  if (isGeometric ? by <= 1 || first === 0 : by <= 0) {
    refuse(
      'has a range that does not get on',
      'A step is more than `+0`, or more than `x1` from more than 0 on.',
    );
  }
  const numbers: number[] = [];
  let factor = 1;
  for (let i = 0; ; i++) {
    // From the first each time, and to nine digits, so that `0.1..1+0.1` has no hair more than 0.3 in it.
    const number = Number((isGeometric ? first * factor : first + by * i).toFixed(9));
    if (number > last) return numbers;
    if (i === MOST_VALUES) refuse(`has more than ${MOST_VALUES} values`, 'Take larger steps.');
    numbers.push(number);
    factor *= by;
  }
}
