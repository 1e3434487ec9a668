/**
 * What a program's description has asked from where meshbed runs, which is on no routed network.
 */

import type { Validation } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';

const ASKS: readonly Path[] = [
  ['ready', 'tcp'],
  ['ready', 'udp'],
  ['ready', 'http'],
  ['inject', 'http'],
];

/** `programs`: names. */
export function forbidAskingFromHere({ source, problems }: Validation, programs: readonly string[]): void {
  for (const path of programs.flatMap((name) => ASKS.map((asks): Path => ['programs', name, ...asks]))) {
    const fix = `Write ${path.includes('ready') ? '`log` or `exec`' : '`stdin` or `exec`'}: a command runs beside the program.`;
    if (valueAt(source.value, path) !== undefined)
      problems.atKey(source, path, `\`${path.at(-1)}\` on a routed network, which meshbed is not on`, fix);
  }
}
