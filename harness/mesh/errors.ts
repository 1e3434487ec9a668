/**
 * What goes wrong with a mesh that is held by a program: beside `StepError` (a step that cannot be done), these.
 */

import type { Finding } from '../check/explain/finding.ts';
import type { ErrorCode } from '../common/error-codes.ts';
import { EXIT, MeshbedError } from '../common/errors.ts';

/** What was waited for did not come. `findings`: as a verdict would have them. */
export class NotSeenError extends MeshbedError {
  readonly findings: readonly Finding[];

  constructor(code: ErrorCode, text: string, fix: string, findings: readonly Finding[] = []) {
    const failed = findings.length === 0 || findings.some(({ verdict }) => verdict === 'failed');
    super(code, text, fix, failed ? EXIT.failed : EXIT.inconclusive);
    this.name = 'NotSeenError';
    this.findings = findings;
  }
}

/** The run has ended, or is about to: nothing more can be done to the mesh. */
export function meshIsOver(why: string): MeshbedError {
  return new MeshbedError('MESH_OVER', `The mesh is over: ${why}.`, 'Start another one.', EXIT.inconclusive);
}
