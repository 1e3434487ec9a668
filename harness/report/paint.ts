/**
 * Colour, as a function that is given to those who write text; who has a terminal gives one that colours.
 */

import type { Verdict } from '../check/explain/finding.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

const VERDICT_STYLE = { passed: 'green', failed: 'red', inconclusive: 'yellow' } as const;

export function paintVerdict(paint: Paint, verdict: Verdict, text: string): string {
  return paint('bold', paint(VERDICT_STYLE[verdict], text));
}
