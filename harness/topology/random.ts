/**
 * Seeded random streams: sfc32 (Chris Doty-Humphrey's PractRand), seeded by splitmix32 from a seed and the
 * name of the stream. What draws at random draws from a stream of its own, so that one more draw in one place
 * changes nothing in another. Integer arithmetic only: the same numbers on every engine.
 */

export interface Random {
  /** From 0 to 2³² − 1. */
  u32(): number;
  /** From 0 to `bound` − 1, each equally likely; `bound` from 1 to 2³². */
  below(bound: number): number;
  /** From 0 to less than 1, in steps of 2⁻³². */
  float(): number;
}

export function randomStream(seed: number, stream: string): Random {
  let state = (seed ^ fnv1a(stream)) >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = next();
  let b = next();
  let c = next() ^ seed;
  let counter = 1;
  const u32 = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) u32();
  return {
    u32,
    below(bound) {
      // Draws from the part of the range that `bound` does not divide evenly are thrown away.
      const limit = 2 ** 32 - (2 ** 32 % bound);
      let drawn = u32();
      while (drawn >= limit) drawn = u32();
      return drawn % bound;
    },
    float: () => u32() / 2 ** 32,
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return hash >>> 0;
}
