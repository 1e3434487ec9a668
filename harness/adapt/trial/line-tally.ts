/**
 * What was made of a program's lines so far, counted, and the first of each kind that looks like a mistake. Pure.
 */

import { PROGRAM_EVENTS, type ProgramEvent } from '../../topology/schema/program-events.ts';
import type { AdaptResult, ProgramLine } from './types.ts';

const MOST_SAMPLES = 3;
const SAMPLE_CHARS = 200;

/** What an expression can be for. */
export type Meant = ProgramEvent | 'ready';

/** The lines of a stream or file, of one start of a node. */
export interface SourceTally {
  node: string;
  boot: number;
  source: string;
  lines: number;
  firstMs: number;
  matched: Map<Meant, number>;
}

/** What in a run would be held against the node, though the description is to blame. */
export type Oddity = 'unknown message' | 'own message' | 'other content' | 'no name';

export class LineTally {
  readonly sources: SourceTally[] = [];
  readonly becameEvents = new Map<ProgramEvent, number>(PROGRAM_EVENTS.map((event) => [event, 0]));
  readonly oddities = new Map<Oddity, ProgramLine>();
  readonly #samples: AdaptResult['unmatched']['samples'][number][] = [];
  #unmatched = 0;
  /** Lines that were not whole. */
  cut = 0;
  /** By its `{ref}`: what was put in, and where. */
  readonly #messages = new Map<string, { node: string; text: string }>();

  putIn(ref: string, node: string, text: string): void {
    this.#messages.set(ref, { node, text });
  }

  add(line: ProgramLine): void {
    const source = this.#sourceOf(line);
    source.lines++;
    if (line.isCut) this.cut++;
    const count = (meant: Meant) => source.matched.set(meant, (source.matched.get(meant) ?? 0) + 1);
    if (line.saysReady) count('ready');
    for (const { event } of line.events) count(event);
    for (const { event, became } of line.events)
      if (became === 'event') this.becameEvents.set(event, this.becameEvents.get(event)! + 1);
    for (const oddity of this.#odd(line)) if (!this.oddities.has(oddity)) this.oddities.set(oddity, line);
    if (!line.saysReady && line.events.length === 0) this.#meansNothing(line);
  }

  matched(meant: Meant): number {
    return this.sources.reduce((sum, { matched }) => sum + (matched.get(meant) ?? 0), 0);
  }

  get unmatched(): AdaptResult['unmatched'] {
    return { count: this.#unmatched, samples: this.#samples };
  }

  #meansNothing({ node, source, text }: ProgramLine): void {
    this.#unmatched++;
    const isNew = this.#samples.every((sample) => sample.text !== text.slice(0, SAMPLE_CHARS));
    if (isNew && this.#samples.length < MOST_SAMPLES)
      this.#samples.push({ node, source, text: text.slice(0, SAMPLE_CHARS) });
  }

  #odd({ node, events }: ProgramLine): Oddity[] {
    return events.flatMap(({ event, groups, became }): Oddity[] => {
      if (became === 'of nobody') return ['no name'];
      if (event !== 'delivered' || became !== 'event') return [];
      const message = this.#messages.get(groups.message ?? '');
      if (message === undefined) return ['unknown message'];
      const isWhole = groups.data === undefined || groups.data === message.text;
      return [
        ...(message.node === node ? (['own message'] as const) : []),
        ...(isWhole ? [] : (['other content'] as const)),
      ];
    });
  }

  #sourceOf({ node, boot, source, atMs }: ProgramLine): SourceTally {
    const found = this.sources.find(
      (each) => each.node === node && each.boot === boot && each.source === source,
    );
    if (found !== undefined) return found;
    const made = { node, boot, source, lines: 0, firstMs: atMs, matched: new Map() };
    this.sources.push(made);
    return made;
  }
}
