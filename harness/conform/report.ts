/**
 * What `meshbed conform` found, for people and for programs.
 */

import { VERSION } from '../common/version.ts';
import { plural } from '../common/wording.ts';
import { type Paint, plain } from '../report/paint.ts';
import { wrapLines } from '../report/phrases.ts';
import { toPrintableLine } from '../report/printable.ts';
import { conforms } from './conform.ts';
import type { ConformResult, JudgedRequirement, RequirementState } from './walk/types.ts';

/** Changes when a field of the JSON is taken away or means something else. */
const CONFORM_VERSION = 1;

const STYLES = { met: 'green', 'not met': 'red', absent: 'dim', untried: 'yellow' } as const;
const STATE_WIDTH = Math.max(...Object.keys(STYLES).map((state) => state.length));
const NAME_WIDTH = 15;
const TEXT_WIDTH = 76;

/** One requirement: its state, its name, what it says; and what was seen where that matters. */
export function judgedText({ state, name, says, seen }: JudgedRequirement, paint: Paint = plain): string {
  const head = `${paint(STYLES[state], state.padEnd(STATE_WIDTH))}  ${name.padEnd(NAME_WIDTH)}  `;
  const indent = ' '.repeat(STATE_WIDTH + NAME_WIDTH + 4);
  const lines = wrapLines(state === 'absent' ? `Optional. ${says}` : says, TEXT_WIDTH);
  if (seen !== undefined)
    lines.push(
      ...wrapLines(`${state === 'untried' ? 'not tried' : 'seen'}: ${toPrintableLine(seen)}`, TEXT_WIDTH),
    );
  return `${head}${lines.join(`\n${indent}`)}\n`;
}

/** The last line: `my-peer 0.1 conforms: 30 met, 2 absent`. */
export function summaryText(result: ConformResult, paint: Paint = plain): string {
  const program = toPrintableLine(result.program ?? 'the program');
  const counts = (Object.keys(STYLES) as RequirementState[]).flatMap((state) => {
    const n = result.requirements.filter((judged) => judged.state === state).length;
    return n === 0 ? [] : [`${n} ${state}`];
  });
  const verdict = conforms(result) ? paint('green', 'conforms') : paint('red', 'does not conform');
  return `\n${program} ${verdict} to the node contract: ${counts.join(', ')} of ${plural(result.requirements.length, 'requirement')}\n`;
}

/** One JSON object whose shape only grows. */
export function conformJson(result: ConformResult): object {
  return { version: CONFORM_VERSION, meshbed: VERSION, conforms: conforms(result), ...result };
}
