/**
 * The harness's errors: a class, a stable `code`, what happened, and `fix`: what the reader can do.
 * `exitCode` is what the command line ends with when the error reaches it (docs/commands.md).
 */

import type { ErrorCode } from './error-codes.ts';

export const EXIT = {
  passed: 0,
  failed: 1,
  badInput: 2,
  noEngine: 3,
  inconclusive: 4,
  interrupted: 130,
} as const;

export class MeshbedError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, fix: string, exitCode: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MeshbedError';
    this.code = code;
    this.fix = fix;
    this.exitCode = exitCode;
  }
}

/** What the user gave is wrong. */
export function badInput(code: ErrorCode, text: string, fix: string): MeshbedError {
  return new MeshbedError(code, text, fix, EXIT.badInput);
}

/** One mistake in a topology file: where it is, what was found, what is allowed. Lines and columns from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  text: string;
  fix: string;
}

/** All mistakes of a file at once; nothing has been started. */
export class TopologyError extends MeshbedError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.text}\n    ${p.fix}`);
    super('TOPOLOGY_INVALID', lines.join('\n'), 'Fix the problems above.', EXIT.badInput);
    this.name = 'TopologyError';
    this.problems = problems;
  }
}
