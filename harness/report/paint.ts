/**
 * Colour, where there is a terminal that wants it. `styleText` itself honours NO_COLOR, FORCE_COLOR and
 * what the stream is.
 */

import { styleText } from 'node:util';
import type { Verdict } from '../check/types.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

const VERDICT_STYLE = { passed: 'green', failed: 'red', inconclusive: 'yellow' } as const;

export function paintVerdict(paint: Paint, verdict: Verdict, text: string): string {
  return paint('bold', paint(VERDICT_STYLE[verdict], text));
}
