/**
 * What a command sees of the world around it; tests give their own. The report goes to `out`; progress, notes
 * and errors go to `err`, so that `--json` and pipes stay clean.
 */

import type { Readable } from 'node:stream';
import { styleText } from 'node:util';
import type { Paint } from '../../report/paint.ts';

export interface Screen {
  write(text: string): void;
  paint: Paint;
  /** Of a terminal; elsewhere lines may be as long as they like. */
  size: { widthCharacters?: number };
  /** The stream, where it is a terminal that a view can be redrawn on. */
  live: NodeJS.WriteStream | null;
}

export interface Terminal {
  out: Screen;
  err: Screen;
  /** What is typed, or piped in. */
  input: Readable & { isTTY?: boolean };
  /** Aborted by the first Ctrl-C while something holds on. */
  interrupted: AbortSignal;
  /** Asks for that; without it, Ctrl-C leaves at once. */
  hold(): Disposable;
  /** How this program was called, for lines that a person may copy. */
  program: string;
}

/** Longer lines are hard to read. */
const WIDEST_CHARACTERS = 100;

export function describeScreen(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Screen {
  // A reader that left early (`| head`) is no error; the run goes on and cleans up.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const redraws = stream.isTTY && env.TERM !== 'dumb' && (env.CI ?? '') === '';
  return {
    write: (text) => void stream.write(text),
    // Honours NO_COLOR and FORCE_COLOR, and what the stream is.
    paint: (style, text) => styleText(style, text, { stream }),
    size: stream.isTTY ? { widthCharacters: Math.min(stream.columns, WIDEST_CHARACTERS) } : {},
    live: redraws ? stream : null,
  };
}
