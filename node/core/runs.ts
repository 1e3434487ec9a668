/**
 * A set of sequence numbers as sorted runs: 1 to 40, 43, 45 to 90. What is held of an origin is nearly always one
 * run that grows at its end and shrinks at its beginning, and both are cheap.
 *
 * Numbers are compared by their signed 32-bit difference, as in a window.
 */
export class Runs {
  readonly #firsts: number[];
  readonly #lasts: number[];

  /** With a number to start with: then it takes the room of one, and not that of the many that a list expects. */
  constructor(number?: number) {
    this.#firsts = number === undefined ? [] : [number];
    this.#lasts = this.#firsts.slice();
  }

  get count(): number {
    return this.#firsts.length;
  }

  first(index: number): number {
    return this.#firsts[index]!;
  }

  last(index: number): number {
    return this.#lasts[index]!;
  }

  /** How many are after it. */
  after(number: number): number {
    const index = this.#after(number);
    let after = 0;
    for (let run = index; run < this.count; run++)
      after += ((this.#lasts[run]! - this.#firsts[run]!) | 0) + 1;
    const ahead = index === 0 ? 0 : (this.#lasts[index - 1]! - number) | 0;
    return after + Math.max(0, ahead);
  }

  has(number: number): boolean {
    const index = this.#after(number);
    return index > 0 && ((this.#lasts[index - 1]! - number) | 0) >= 0;
  }

  /** `number` must not be in it. */
  add(number: number): void {
    const index = this.#after(number);
    const joinsLower = index > 0 && next(this.#lasts[index - 1]!) === number;
    const joinsUpper = index < this.count && this.#firsts[index] === next(number);
    if (joinsLower && joinsUpper) {
      this.#lasts[index - 1] = this.#lasts[index]!;
      this.#firsts.splice(index, 1);
      this.#lasts.splice(index, 1);
    } else if (joinsLower) this.#lasts[index - 1] = number;
    else if (joinsUpper) this.#firsts[index] = number;
    else {
      this.#firsts.splice(index, 0, number);
      this.#lasts.splice(index, 0, number);
    }
  }

  /** `number` must be in it. */
  remove(number: number): void {
    const index = this.#first(number) ? 0 : this.#after(number) - 1;
    const first = this.#firsts[index]!;
    const last = this.#lasts[index]!;
    if (first === last) {
      this.#firsts.splice(index, 1);
      this.#lasts.splice(index, 1);
    } else if (number === first) this.#firsts[index] = next(number);
    else if (number === last) this.#lasts[index] = (number - 1) >>> 0;
    else {
      this.#firsts.splice(index + 1, 0, next(number));
      this.#lasts.splice(index, 0, (number - 1) >>> 0);
    }
  }

  #first(number: number): boolean {
    return this.#firsts[0] === number;
  }

  /** The index of the first run that starts after `number`, searched from the end, where it mostly is. */
  #after(number: number): number {
    let index = this.count;
    while (index > 0 && ((this.#firsts[index - 1]! - number) | 0) > 0) index--;
    return index;
  }
}

function next(number: number): number {
  return (number + 1) >>> 0;
}
