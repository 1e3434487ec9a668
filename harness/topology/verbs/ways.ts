/**
 * Directions of links as steps name them: `[n1, n2]` is a link both ways, `{ from: n1, to: n2 }` one way, `all` are all;
 * and lists of these.
 *
 * As with nodes, a direction that is named alone must be in a state for the verb; where selectors or `all` name several,
 * those are meant that are, and it is a mistake when none is.
 */

import type { Moment, Scene } from '../scene.ts';
import { parseEnds } from '../schema/links.ts';
import { selector } from '../schema/selector.ts';
import { unknownKey, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../source/source.ts';
import type { DirectionName } from '../types.ts';
import { describe } from '../units.ts';
import type { Way } from '../wires.ts';

/** Which directions the verb can be done to. */
export interface Needs {
  fits(way: Way): boolean;
  /** `open at 4s`. */
  fitWords: string;
  /** Why not, where the ways of a link that are named alone do not fit: one of them, or both. */
  misfit(way: Way, bothWays: boolean): { text: string; fix: string };
}

const FORMS =
  'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`.';

const whom = selector('Nodes at an end of links.');

export class WayReader {
  readonly #scene: Scene;
  readonly #moment: Moment;
  readonly #needs: Needs;
  readonly #found = new Map<string, Way>();
  #sound = true;

  constructor(scene: Scene, moment: Moment, needs: Needs) {
    this.#scene = scene;
    this.#moment = moment;
    this.#needs = needs;
  }

  /** What was read, by name; null when something was wrong, which has then been said. */
  result(): { ways: Way[]; directions: DirectionName[] } | null {
    if (!this.#sound) return null;
    const ways = [...this.#found.values()];
    const name = (node: number) => this.#scene.name(node);
    return { ways, directions: ways.map(([from, to]) => ({ from: name(from), to: name(to) })) };
  }

  /** Reads what stands at the path. */
  read(path: Path, value: unknown): void {
    if (value === 'all') this.#several(path, 'all', null, null);
    else if (Array.isArray(value) && !value.some((item) => typeof item === 'object')) this.#link(path, value);
    else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) this.#item([...path, i], item);
    } else this.#item(path, value);
  }

  #item(path: Path, value: unknown): void {
    if (Array.isArray(value)) this.#link(path, value);
    else if (typeof value === 'object' && value !== null)
      this.oneWay(path, this.#scene.context.source.keys(path));
    else {
      const isNode = typeof value === 'string' && this.#scene.numberOf(value) !== undefined;
      const off = isNode ? ` To cut off a node, write \`partition: [[${value}], rest]\`.` : '';
      this.#wrong(path, `found ${describe(value)} where a link is due`, FORMS + off);
    }
  }

  #link(path: Path, value: readonly unknown[]): void {
    const ends = parseEnds(value);
    if (!ends.ok) return this.#wrong(path, ends.text, ends.fix);
    const a = this.#scene.find([...path, 0], ends.value.a);
    const b = this.#scene.find([...path, 1], ends.value.b);
    if (a === undefined || b === undefined) this.#sound &&= !this.#scene.isKnown;
    else if (this.#areLinked(path, a, b)) {
      this.#take(path, [
        [a, b],
        [b, a],
      ]);
    }
  }

  /** `{ from, to }`, of which either may be left out; it may stand among other keys, which are not looked at. */
  oneWay(path: Path, keys: readonly string[] = ['from', 'to']): void {
    const { context } = this.#scene;
    for (const key of keys) {
      if (key === 'from' || key === 'to') continue;
      this.#sound = false;
      unknownKey([...path, key], ['from', 'to'], context);
    }
    const from = this.#end(path, 'from');
    const to = this.#end(path, 'to');
    if (from === undefined && to === undefined && this.#sound) {
      this.#wrong(path, 'neither `from` nor `to`', 'Say whose datagrams, as in `{ from: n1, to: n2 }`.');
    }
    if (!this.#sound || from === null || to === null) return;
    const [sender, receiver] = [from?.alone, to?.alone];
    if (sender !== undefined && receiver !== undefined) {
      if (this.#areLinked(path, sender, receiver)) this.#take(path, [[sender, receiver]]);
      return;
    }
    const name = `from ${from?.text ?? 'any node'} to ${to?.text ?? 'any node'}`;
    this.#several(path, name, from?.nodes ?? null, to?.nodes ?? null);
  }

  /** Undefined: not written. Null: wrong. */
  #end(path: Path, key: 'from' | 'to'): { nodes: number[]; alone?: number; text: string } | null | undefined {
    const scene = this.#scene;
    if (valueAt(scene.context.source.value, [...path, key]) === undefined) return undefined;
    const written = validate(whom, scene.context, [...path, key]);
    const among = { stream: `${this.#moment.stream} ${path.slice(3).join(' ')} ${key}` };
    const nodes = written === undefined ? null : scene.select([...path, key], written, among);
    if (nodes === null || written === undefined) {
      this.#sound = false;
      return null;
    }
    const text = `\`${[written].flat().join(', ')}\``;
    const alone = typeof written === 'string' ? scene.numberOf(written) : undefined;
    return alone === undefined ? { nodes, text } : { nodes, alone, text };
  }

  #areLinked(path: Path, a: number, b: number): boolean {
    const { wires } = this.#scene;
    if (!wires.known) return false;
    if (wires.neighbours(a).includes(b)) return true;
    if (!wires.isClear(a) || !wires.isClear(b)) return false;
    const text = `\`${this.#scene.name(a)}\` and \`${this.#scene.name(b)}\` are not linked`;
    this.#wrong(path, text, wires.neighboursInWords(a));
    return false;
  }

  #take(path: Path, ways: readonly Way[]): void {
    const misfits = this.#scene.known ? ways.filter((way) => !this.#needs.fits(way)) : [];
    for (const way of ways) this.#found.set(way.join(), way);
    const [first] = misfits;
    if (first === undefined) return;
    const { text, fix } = this.#needs.misfit(first, misfits.length === 2);
    const [from, to] = [this.#scene.name(first[1]), this.#scene.name(first[0])];
    const other = `Or name the other way alone: \`{ from: ${from}, to: ${to} }\`.`;
    this.#wrong(path, text, ways.length > misfits.length ? `${fix} ${other}` : fix);
  }

  #several(path: Path, name: string, from: readonly number[] | null, to: readonly number[] | null): void {
    const { wires, names, known } = this.#scene;
    if (!this.#scene.isKnown || !wires.known) return;
    const senders = from ?? names.map((_, node) => node);
    const receivers = to === null ? null : new Set(to);
    const ways = senders.flatMap((sender) =>
      wires
        .neighbours(sender)
        .filter((receiver) => receivers === null || receivers.has(receiver))
        .map((receiver): Way => [sender, receiver]),
    );
    const fitting = ways.filter((way) => !known || this.#needs.fits(way));
    for (const way of fitting) this.#found.set(way.join(), way);
    if (fitting.length > 0) return;
    const which = name === 'all' ? 'no link' : `no link ${name}`;
    if (ways.length === 0) {
      const anybody = names.map((_, node) => node);
      if (![...senders, ...(to ?? anybody)].every((node) => wires.isClear(node))) return;
      const fix =
        from?.length === 1 ? wires.neighboursInWords(from[0] as number) : 'Name nodes that are linked.';
      this.#wrong(path, `there is ${which}`, fix);
    } else {
      this.#wrong(path, `${which} is ${this.#needs.fitWords}`, 'Name others, or leave the step out.');
    }
  }

  #wrong(path: Path, text: string, fix: string): void {
    this.#sound = false;
    this.#scene.complain(path, text, fix);
  }
}
