/**
 * Directions of links as steps name them: `[n1, n2]` is a link both ways, `{ from: n1, to: n2 }` one way, `all` are all;
 * and lists of these.
 *
 * As with nodes, a direction that is named alone must be in a state for the verb; where selectors or `all` name several,
 * those are meant that are, and it is a mistake when none is.
 */

import type { DirectedPair } from '../model/link-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import type { DirectionName } from '../model/types.ts';
import { parseEnds } from '../schema/links.ts';
import { selector } from '../schema/selector.ts';
import { unknownKey, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { describeValue } from '../text/units.ts';
import type { StepInput } from './verb.ts';

/** Which directions the verb can be done to. */
export interface DirectionNeeds {
  fits(way: DirectedPair): boolean;
  /** `open at 4s`. */
  fitWords: string;
  /** Why not, where the ways of a link that are named alone do not fit: one of them, or both. */
  misfit(way: DirectedPair, bothWays: boolean): { text: string; fix: string };
}

const FORMS =
  'Write `[n1, n2]` for a link, `{ from: n1, to: n2 }` for one way of it, a list of these, or `all`.';

const whom = selector('Nodes at an end of links.');

export class DirectionReader {
  readonly #scenario: ScenarioState;
  readonly #moment: StepInput;
  readonly #needs: DirectionNeeds;
  readonly #found = new Map<string, DirectedPair>();
  #sound = true;

  constructor(scenario: ScenarioState, moment: StepInput, needs: DirectionNeeds) {
    this.#scenario = scenario;
    this.#moment = moment;
    this.#needs = needs;
  }

  /** What was read, by name; null when something was wrong, which has then been reported. */
  result(): { ways: DirectedPair[]; directions: DirectionName[] } | null {
    if (!this.#sound) return null;
    const ways = [...this.#found.values()];
    const name = (node: number) => this.#scenario.name(node);
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
      this.oneWay(path, this.#scenario.context.source.keys(path));
    else {
      const isNode = typeof value === 'string' && this.#scenario.numberOf(value) !== undefined;
      const off = isNode ? ` To cut off a node, write \`partition: [[${value}], rest]\`.` : '';
      this.#wrong(path, `found ${describeValue(value)}, expected a link`, FORMS + off);
    }
  }

  #link(path: Path, value: readonly unknown[]): void {
    const ends = parseEnds(value);
    if (!ends.ok) return this.#wrong(path, ends.text, ends.fix);
    const a = this.#scenario.find([...path, 0], ends.value.a);
    const b = this.#scenario.find([...path, 1], ends.value.b);
    if (a === undefined || b === undefined) this.#sound &&= !this.#scenario.isKnown;
    else if (this.#areLinked(path, a, b)) {
      this.#take(path, [
        [a, b],
        [b, a],
      ]);
    }
  }

  /** `{ from, to }`, of which either may be left out; it may stand among other keys, which are not looked at. */
  oneWay(path: Path, keys: readonly string[] = ['from', 'to']): void {
    const { context } = this.#scenario;
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
    const scenario = this.#scenario;
    if (valueAt(scenario.context.source.value, [...path, key]) === undefined) return undefined;
    const written = validate(whom, scenario.context, [...path, key]);
    const among = { stream: `${this.#moment.stream} ${path.slice(3).join(' ')} ${key}` };
    const nodes = written === undefined ? null : scenario.select([...path, key], written, among);
    if (nodes === null || written === undefined) {
      this.#sound = false;
      return null;
    }
    const text = `\`${[written].flat().join(', ')}\``;
    const alone = typeof written === 'string' ? scenario.numberOf(written) : undefined;
    return alone === undefined ? { nodes, text } : { nodes, alone, text };
  }

  #areLinked(path: Path, a: number, b: number): boolean {
    const { linkStates } = this.#scenario;
    if (!linkStates.known) return false;
    if (linkStates.neighbours(a).includes(b)) return true;
    if (!linkStates.isClear(a) || !linkStates.isClear(b)) return false;
    const text = `\`${this.#scenario.name(a)}\` and \`${this.#scenario.name(b)}\` are not linked`;
    this.#wrong(path, text, linkStates.neighboursInWords(a));
    return false;
  }

  #take(path: Path, ways: readonly DirectedPair[]): void {
    const misfits = this.#scenario.known ? ways.filter((way) => !this.#needs.fits(way)) : [];
    for (const way of ways) this.#found.set(way.join(), way);
    const [first] = misfits;
    if (first === undefined) return;
    const { text, fix } = this.#needs.misfit(first, misfits.length === 2);
    const [from, to] = [this.#scenario.name(first[1]), this.#scenario.name(first[0])];
    const other = `Or name the other way alone: \`{ from: ${from}, to: ${to} }\`.`;
    this.#wrong(path, text, ways.length > misfits.length ? `${fix} ${other}` : fix);
  }

  #several(path: Path, name: string, from: readonly number[] | null, to: readonly number[] | null): void {
    const { linkStates, names, known } = this.#scenario;
    if (!this.#scenario.isKnown || !linkStates.known) return;
    const senders = from ?? names.map((_, node) => node);
    const receivers = to === null ? null : new Set(to);
    const ways = senders.flatMap((sender) =>
      linkStates
        .neighbours(sender)
        .filter((receiver) => receivers === null || receivers.has(receiver))
        .map((receiver): DirectedPair => [sender, receiver]),
    );
    const fitting = ways.filter((way) => !known || this.#needs.fits(way));
    for (const way of fitting) this.#found.set(way.join(), way);
    if (fitting.length > 0) return;
    const which = name === 'all' ? 'no link' : `no link ${name}`;
    if (ways.length === 0) {
      const anybody = names.map((_, node) => node);
      if (![...senders, ...(to ?? anybody)].every((node) => linkStates.isClear(node))) return;
      const fix =
        from?.length === 1 ? linkStates.neighboursInWords(from[0] as number) : 'Name nodes that are linked.';
      this.#wrong(path, `there is ${which}`, fix);
    } else {
      this.#wrong(path, `${which} is ${this.#needs.fitWords}`, 'Name others, or leave the step out.');
    }
  }

  #wrong(path: Path, text: string, fix: string): void {
    this.#sound = false;
    this.#scenario.complain(path, text, fix);
  }
}
