/**
 * A node as the runner sees it, over all its lives: which one it is in, what it last said, what we wait for.
 */

import type { NodeEvent } from '../../../node/contract/types.ts';
import { ClockMap, type NodeClock } from '../../common/clock-map.ts';
import type { Awaited } from '../../journal/record.ts';

/**
 * What the steps that have begun make of a node, however far they have got: what a file means when it says that something
 * happens to a node at a moment. `NodePhase` is what the node really is.
 */
export type IntendedState = 'down' | 'up' | 'paused';

/** `ended`: exited, or never started. */
export type NodePhase = 'ended' | 'starting' | 'ready' | 'paused';

const LAST_WORDS = 5;

/** A clock that was set by less is everyday life; what one event says alone is believed only of more. */
const JUMP_MS = 20;
const JUMP_BACK_MS = 1_000;
const MOST_JUMPS = 100;

export class NodeHandle {
  readonly node: string;
  boot = 0;
  state: NodePhase = 'ended';
  meant: IntendedState = 'down';
  clock: NodeClock = new ClockMap();
  /** When its program was sent to start, on the runtime's clock. */
  startSentMs = 0;
  /** Lines on stdout of this life that were no events. */
  nonsenseCount = 0;
  /** The last thing that it said in this life was no event. */
  saidNonsense = false;
  private latestT = -Infinity;
  private jumps = 0;
  private lastSeq = 0;
  private said: string[] = [];
  private waiting = new Map<Awaited, () => void>();
  private reached = new Set<Awaited>();
  private turn: Promise<void> = Promise.resolve();
  private turnsLeft = 0;
  /** Injections of this life that it has not answered yet. */
  private readonly unanswered = new Set<string>();
  private wakeWhenAnswered: () => void = () => {};

  constructor(node: string) {
    this.node = node;
  }

  /** A new life: another process, another clock, sequence numbers from 1. */
  startUp(nowMs: number, clock: NodeClock = new ClockMap()): void {
    this.boot++;
    this.state = 'starting';
    this.clock = clock;
    this.startSentMs = nowMs;
    this.nonsenseCount = 0;
    this.saidNonsense = false;
    this.latestT = -Infinity;
    this.jumps = 0;
    this.lastSeq = 0;
    this.said = [];
    this.reached.clear();
    this.unanswered.clear();
  }

  /** Null when `event` is the next one; otherwise the number that was due. */
  expect(event: NodeEvent): number | null {
    const due = this.lastSeq + 1;
    this.lastSeq = event.seq;
    return event.seq === due ? null : due;
  }

  /** By how many milliseconds its clock has surely jumped since it last said something; null where it has not. */
  learnClock({ t }: NodeEvent, sentMs: number, atMs: number): number | null {
    const setMs = this.clock.learn(t, sentMs, atMs);
    const backMs = this.latestT - t;
    this.latestT = t;
    const jumpMs = backMs > JUMP_BACK_MS ? Math.max(backMs, setMs) : setMs;
    return jumpMs > JUMP_MS && ++this.jumps <= MOST_JUMPS ? jumpMs : null;
  }

  hearLog(text: string): void {
    this.said.push(text);
    if (this.said.length > LAST_WORDS) this.said.shift();
  }

  lastWords(): string[] {
    return [...this.said];
  }

  /** It gets an `inject`. */
  asked(ref: string): void {
    this.unanswered.add(ref);
  }

  answered(ref: string): void {
    if (this.unanswered.delete(ref) && this.unanswered.size === 0) this.wakeWhenAnswered();
  }

  get owesAnswers(): boolean {
    return this.unanswered.size > 0;
  }

  /** Resolves when it has answered all, or `patience` resolves. */
  async untilAnswered(patience: Promise<void>): Promise<void> {
    const all = new Promise<void>((resolve) => {
      this.wakeWhenAnswered = resolve;
    });
    await Promise.race([all, patience]);
  }

  /** This life got there. An exit also ends the waiting for all else. */
  reach(awaited: Awaited): void {
    this.reached.add(awaited);
    for (const each of awaited === 'exit' ? [...this.waiting.keys()] : [awaited]) {
      this.waiting.get(each)?.();
      this.waiting.delete(each);
    }
  }

  has(awaited: Awaited): boolean {
    return this.reached.has(awaited);
  }

  /** Resolves when this life gets there, exits, or `patience` resolves; true if it got there. */
  async until(awaited: Awaited, patience: Promise<void>): Promise<boolean> {
    if (!this.reached.has(awaited) && !this.reached.has('exit')) {
      const arrival = new Promise<void>((resolve) => this.waiting.set(awaited, resolve));
      await Promise.race([arrival, patience]);
    }
    return this.reached.has(awaited);
  }

  /** Steps on one node are carried out one after another, however long each takes. */
  inTurn(act: () => Promise<void>): Promise<void> {
    this.turnsLeft++;
    const mine = this.turn.then(act).finally(() => {
      this.turnsLeft--;
    });
    this.turn = mine.catch(() => {});
    return mine;
  }

  /** Something is being done to it, or waits to be. */
  get isBusy(): boolean {
    return this.turnsLeft > 0;
  }

  /** It runs, by what the steps mean: it is ready, or will be when its turn comes. */
  get isMeantToRun(): boolean {
    return this.meant === 'up' && (this.state === 'ready' || this.isBusy);
  }
}
