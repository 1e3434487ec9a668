/**
 * Numbers as people say them.
 */

import type { Via } from '../plan/types.ts';
/** A duration, short: `0.9 ms`, `120 ms`, `2.34 s`, `3 min 5 s`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return 'not known';
  const size = Math.abs(ms);
  if (size < 9.95) return `${ms.toFixed(1)} ms`;
  if (size < 999.5) return `${Math.round(ms)} ms`;
  if (size < 59_995) return `${trimmed(ms / 1000, 2)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return `${Math.trunc(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/** A figure of a check with its name: `2 deaths detected`; a name that ends in `ms` is a duration. */
export function figureText(name: string, value: number): string {
  if (name.endsWith(' ms')) return `${name.slice(0, -3)} ${durationText(value)}`;
  return `${Number.isInteger(value) ? value : trimmed(value, 2)} ${name}`;
}

/** The text in lines of at most `width` characters, broken at spaces; a longer word stays whole. */
export function wrapLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}

/** `through a relay`. */
export function wayText(via: Via): string {
  if (via === 'direct') return 'straight from node to node';
  return via === 'relay' ? 'through a relay' : 'through the router';
}
