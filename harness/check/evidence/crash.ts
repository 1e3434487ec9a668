/**
 * What counts as a crash: an exit that no step asked for, whose end is known, and that the kernel did not cause.
 */

import type { JournalRecord, RecordOf } from '../../journal/record.ts';

type Exit = RecordOf<'exit'>['exit'];

export function isCrash(exit: Exit, isAsked: boolean): boolean {
  return !isAsked && !isExitUnknown(exit) && exit.maybeForMemory !== true;
}

/** It was reported without code and signal: the connection to the node broke, and how it went on is not known. */
export function isExitUnknown({ code, signal }: Exit): boolean {
  return code === null && signal === null;
}

/** Tells crashes as the records of a journal come, for those who show a run while it goes on. */
export class CrashWatch {
  readonly #ending = new Set<string>();
  #isOver = false;

  /** True where this record is the exit of a node that crashed. */
  note(record: JournalRecord): boolean {
    if (record.type === 'fault' && (record.fault === 'kill' || record.fault === 'stop'))
      this.#ending.add(record.node);
    else if (record.type === 'start') this.#ending.delete(record.node);
    else if (record.type === 'end') this.#isOver = true;
    return record.type === 'exit' && isCrash(record.exit, this.#isOver || this.#ending.has(record.node));
  }
}
