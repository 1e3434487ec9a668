/**
 * One life of a node: from a start to the exit that ends it. What the journal lets us say for certain about when it
 * ran, and what it only allows (docs/verdicts.md).
 */

import type { FaultName, FaultPhase, RecordOf } from '../../journal/record.ts';
import { isCrash, isExitUnknown } from './crash.ts';
import { complement, type Interval, intersect } from './interval.ts';

interface Mark {
  fault: FaultName;
  phase: FaultPhase;
  atMs: number;
}

export interface InterferenceSpan extends Interval {
  source: string;
  line: number;
}

export interface Complaint {
  code: string;
  text: string;
  line: number;
}

export class Incarnation {
  readonly node: string;
  readonly boot: number;
  readonly startedMs: number;
  readonly startLine: number;
  /** The latest moment at which it became ready; null while it has not. */
  readyMs: number | null = null;
  /** What it said by `error` before it was ready. */
  complaints: Complaint[] = [];
  exit: (RecordOf<'exit'> & { line: number }) | null = null;
  /** The last moment at which an event of its own shows that it ran. */
  lastSignMs = -Infinity;
  /** When the next life of this node was sent to start. */
  succeededMs = Infinity;
  /** The first event whose moment is hardly known, because the node's clock cannot be followed. */
  vague: { line: number; errMs: number } | null = null;
  /** It said far more than there can be to say, and was not heard any more. */
  unheard: (RecordOf<'unheard'> & { line: number }) | null = null;
  /** How many messages it has said to have delivered. */
  deliveriesSaid = 0;
  /** The first `kill` or `stop` that it was sent. */
  ending: { fault: FaultName; atMs: number; line: number } | null = null;
  /** Events of it are known to be missing. */
  holes: number[] = [];
  /** What it last said was no event, so that events may be in it: a later one in its turn shows that none was. */
  garbage: number[] = [];
  /** Its clock was set. */
  jumps: (RecordOf<'clock'> & { line: number })[] = [];
  /** When it did not run, or was off the network, by what others did to it: perhaps a little less. In order. */
  readonly halts: InterferenceSpan[] = [];
  private readonly marks: Mark[] = [];

  constructor(node: string, boot: number, startedMs: number, startLine: number) {
    this.node = node;
    this.boot = boot;
    this.startedMs = startedMs;
    this.startLine = startLine;
  }

  mark(fault: FaultName, phase: FaultPhase, atMs: number, line: number): void {
    this.marks.push({ fault, phase, atMs });
    if (phase === 'sent' && (fault === 'kill' || fault === 'stop')) {
      if (this.ending === null || atMs < this.ending.atMs) this.ending = { fault, atMs, line };
    }
  }

  /** Lines of the journal that show that not all it said is known, or need not be. */
  get missing(): readonly number[] {
    return [...this.holes, ...this.garbage, ...(this.unheard ? [this.unheard.line] : [])];
  }

  /** It exited and no step asked for it. */
  get crashed(): boolean {
    return this.exit !== null && isCrash(this.exit.exit, !this.endedUnasked);
  }

  /** By the kernel, as far as can be seen. */
  get wasKilledForMemory(): boolean {
    return this.endedUnasked && this.exit?.exit.maybeForMemory === true;
  }

  /** Its end was told without code and signal: the way to it broke, and how it went on nobody knows. */
  get wasLostSightOf(): boolean {
    return this.endedUnasked && this.exit !== null && isExitUnknown(this.exit.exit);
  }

  /** Surely ran: from its `ready` until a kill, stop or pause is sent; again from a confirmed resume. */
  surelyUp(): Interval[] {
    const lastSignMs = Math.max(this.lastSignMs, this.readyMs ?? -Infinity);
    const endMs = this.endedUnasked ? lastSignMs : this.endingSentMs;
    return this.unhalted(this.runningFrom(this.readyMs, endMs, { off: 'sent', on: 'confirmed' }));
  }

  /** Ran as far as its duties go: as `surelyUp`, but a crash ends no duty. */
  accountableUptime(): Interval[] {
    if (this.wasLostSightOf || this.wasKilledForMemory) return this.surelyUp();
    const endMs = Math.min(this.endingSentMs, this.succeededMs);
    return this.unhalted(this.runningFrom(this.readyMs, endMs, { off: 'sent', on: 'confirmed' }));
  }

  /** May have run: from start sent until exit seen, but for the time from a confirmed pause to a resume sent. */
  possiblyUp(): Interval[] {
    return this.runningFrom(this.startedMs, this.endsByMs, { off: 'confirmed', on: 'sent' });
  }

  /** From when on it may be gone, with all that it held. */
  get endsMs(): number {
    return Math.min(this.endingSentMs, this.endsByMs, this.succeededMs);
  }

  /** Somebody has done something to it: seen again and again for as long as it lasts. */
  halt(halt: InterferenceSpan): void {
    const last = this.halts.at(-1);
    if (last && last.source === halt.source && halt.fromMs <= last.toMs) last.toMs = halt.toMs;
    else this.halts.push(halt);
  }

  private unhalted(intervals: Interval[]): Interval[] {
    if (this.halts.length === 0) return intervals;
    return [...intersect(intervals, complement(this.halts))];
  }

  private get endingSentMs(): number {
    return this.ending?.atMs ?? Infinity;
  }

  private get endedUnasked(): boolean {
    return this.exit !== null && this.exit.at < this.endingSentMs;
  }

  private get endsByMs(): number {
    if (this.wasLostSightOf) return this.succeededMs;
    return this.exit?.at ?? Infinity;
  }

  private runningFrom(
    fromMs: number | null,
    endMs: number,
    at: { off: FaultPhase; on: FaultPhase },
  ): Interval[] {
    if (fromMs === null || fromMs > endMs) return [];
    const intervals: Interval[] = [];
    let openMs: number | null = fromMs;
    for (const mark of this.marks) {
      if (mark.fault === 'pause' && mark.phase === at.off && openMs !== null) {
        const toMs = Math.min(mark.atMs, endMs);
        if (openMs <= toMs) intervals.push({ fromMs: openMs, toMs });
        openMs = null;
      } else if (mark.fault === 'resume' && mark.phase === at.on && openMs === null) {
        openMs = Math.max(mark.atMs, fromMs);
      }
    }
    if (openMs !== null && openMs <= endMs) intervals.push({ fromMs: openMs, toMs: endMs });
    return intervals;
  }
}
