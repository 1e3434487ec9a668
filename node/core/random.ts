/**
 * Seeded random numbers: the same seed gives the same stream on every machine and engine.
 *
 * sfc32 (Chris Doty-Humphrey's PractRand): 128 bits of state, additions, xors and shifts only, so every engine
 * computes it alike. Seeds are spread by murmur3's finaliser, so that seeds 1 and 2 share nothing.
 * For peers, links and topology generators; not for keys.
 */

/** Spreads the bits of a 32-bit integer over all of it (murmur3's finaliser). */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A 32-bit hash of a text's UTF-16 code units (FNV-1a, then spread): names a stream in `Random.of`. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  /** From three 32-bit words of state. Use `Random.of` unless the words are random themselves. */
  constructor(a: number, b: number, c: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let i = 0; i < 12; i++) this.u32();
  }

  /** A stream of its own for each seed and each list of labels: `Random.of(42, 'links', 7)`. */
  static of(seed: number, ...labels: (string | number)[]): Random {
    let a = mix32(seed ^ 0x9e3779b9);
    let b = mix32(seed + 0x7f4a7c15);
    for (const label of labels) {
      const word = typeof label === 'number' ? mix32(label ^ 0x5bd1e995) : hash32(label);
      a = mix32(a ^ word);
      b = mix32(b + Math.imul(word, 0x27d4eb2f));
    }
    return new Random(a, b, seed);
  }

  /** Goes on where the stream stood whose four words of state are in `words`. */
  load(words: Int32Array, at: number): void {
    this.#a = words[at]!;
    this.#b = words[at + 1]!;
    this.#c = words[at + 2]!;
    this.#count = words[at + 3]!;
  }

  /** Writes the four words of state of this stream. */
  save(words: Int32Array, at: number): void {
    words[at] = this.#a;
    words[at + 1] = this.#b;
    words[at + 2] = this.#c;
    words[at + 3] = this.#count;
  }

  /** An integer from 0 to 2³² − 1. */
  u32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** As many integers as `into` has room for, as `u32` would give them one after the other. */
  fill(into: Uint32Array): void {
    for (let i = 0; i < into.length; i++) into[i] = this.u32();
  }

  /** A number in [0, 1), with 32 random bits. */
  float(): number {
    return this.u32() / 0x1_0000_0000;
  }

  /** An integer from 0 to `bound` − 1, each as likely (by rejection). `bound`: 1 to 2³². */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let drawn = this.u32();
    while (drawn >= limit) drawn = this.u32();
    return drawn % bound;
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.float();
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick from an empty list');
    return items[this.below(items.length)] as T;
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const list = items.slice();
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j] as T, list[i] as T];
    }
    return list;
  }

  /** A new stream that depends on this one's state and on `label`; this one moves on. */
  fork(label: string | number): Random {
    return Random.of(this.u32(), label);
  }
}
