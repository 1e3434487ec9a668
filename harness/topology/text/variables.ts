/**
 * `${NAME}` and `${NAME:-default}` in the texts of a file: filled in after YAML has been read, so that a value is a text, a
 * number or a switch and never more structure. `$${` is the text `${`.
 *
 * Invariants:
 *  1. A value is not looked at again, whatever is in it.
 *  2. What aliases share stays shared.
 *  3. All values of a topology's files together have at most `MOST_CHARACTERS`.
 */

import { didYouMean } from './nearest.ts';
import type { Problems } from './problems.ts';
import { type Placed, withEntries } from './source.ts';

/** By name. Absent: not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

const MOST_CHARACTERS = 1024 * 1024;
const PATTERN = /\$\$\{|\$\{([^}]*)(\}?)/g;
const FORM = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;
/** The numbers and switches of YAML's core schema. */
const NUMBER = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** Fills in the texts of the files that one topology is made of. */
export class Filler {
  readonly #problems: Problems;
  #left = MOST_CHARACTERS;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  /** A copy with the values in their places; what cannot be filled in is reported and left as it is. */
  fill(root: Placed, variables: Variables): Placed {
    const done = new Map<Placed, Placed>();
    const copy = (placed: Placed): Placed => {
      const known = done.get(placed);
      if (known !== undefined) return known;
      const made = this.#copy(placed, variables, copy);
      done.set(placed, made);
      return made;
    };
    return copy(root);
  }

  #copy(placed: Placed, variables: Variables, copy: (part: Placed) => Placed): Placed {
    if (placed.items !== undefined) {
      const items = placed.items.map(copy);
      return { ...placed, value: items.map(({ value }) => value), items };
    }
    if (placed.entries !== undefined) {
      const entries = [...placed.entries].map(
        ([name, { key, value }]) => [name, { key, value: copy(value) }] as const,
      );
      return withEntries(placed, new Map(entries));
    }
    if (typeof placed.value !== 'string' || !placed.value.includes('${')) return placed;
    return this.#scalar(placed, placed.value, variables);
  }

  #scalar(placed: Placed, written: string, variables: Variables): Placed {
    let isFilled = false;
    const before = this.#problems.count;
    const value = written.replaceAll(PATTERN, (whole, inside: string | undefined, end: string) => {
      if (inside === undefined) return '${';
      isFilled = true;
      return end === '' ? this.#unclosed(placed, whole) : this.#valueOf(placed, inside, variables);
    });
    if (this.#problems.count > before) this.#problems.leave(placed.at);
    if (!isFilled) return { ...placed, value };
    const unfilled = written.length <= 80 ? written : `${written.slice(0, 79)}…`;
    return { ...placed, unfilled: unfilled.replaceAll(/\s+/g, ' '), ...asYaml(value) };
  }

  #unclosed({ at }: Placed, whole: string): string {
    const text = '`${` is not closed';
    this.#problems.add(at, text, 'Write `${NAME}`; for the text itself `$${`.');
    return whole;
  }

  #valueOf({ at }: Placed, inside: string, variables: Variables): string {
    const wrong = (text: string, fix: string) => {
      this.#problems.add(at, text, fix);
      return '';
    };
    const shown = inside.length <= 40 ? inside : `${inside.slice(0, 39)}…`;
    const forms = 'Write `${NAME}` or `${NAME:-default}`';
    if (inside.includes('${'))
      return wrong(`\`\${${shown}}\` has a variable within`, `${forms}, with a default that is a text.`);
    const [, name, byDefault] = FORM.exec(inside) ?? [];
    if (name === undefined)
      return wrong(`\`\${${shown}}\` names no variable`, `${forms}; for the text itself \`$\${${shown}}\`.`);
    const set = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = byDefault === undefined ? set : set || byDefault;
    if (value === undefined) {
      const known = this.#problems.full ? [] : Object.keys(variables);
      const hint = didYouMean(
        name,
        known.filter((key) => variables[key] !== undefined),
      );
      const fix = `${hint}Set it, name a file that has it under \`env_file\`, or write \`\${${name}:-default}\`; for the text itself \`$\${${name}}\`.`;
      return wrong(`the variable \`${name}\` is not set`, fix);
    }
    const before = this.#left;
    this.#left -= value.length;
    if (this.#left >= 0) return value;
    const text = `the values of variables come to more than ${MOST_CHARACTERS / 1024 / 1024} MiB`;
    return before < 0 ? '' : wrong(text, 'Shorten them, or refer to them less often.');
  }
}

/** As if the value stood there, quotes around it or not; text is taken where the format wants text. */
function asYaml(value: string): Pick<Placed, 'value' | 'text'> {
  if (NUMBER.test(value)) return { value: Number(value), text: value };
  if (value === 'true' || value === 'false') return { value: value === 'true', text: value };
  return { value };
}
