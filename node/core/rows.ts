/**
 * Rows of numbers for what there are many of: peers, neighbours, windows. A field of an object that holds a fraction, or more
 * than 32 bits, is an object of its own somewhere else in memory, and so the state of one neighbour was fetched from a dozen
 * places at each datagram. Here the numbers of one thing lie side by side, in a line of the cache, next to those of what was
 * made just before: a simulator of a hundred thousand peers does little else than to wait for memory.
 *
 * Rows are taken from blocks, and a block is gone when all that have a row in it are: nothing need be given back.
 */

/** Rows are of 64 bytes: a line of the cache. */
const ROW_BYTES = 64;
const LONGS_A_ROW = ROW_BYTES / 8;
const ROWS_A_BLOCK = 1_024;

/** The same bytes, as numbers of different lengths. */
class Block {
  readonly longs: Float64Array;
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
  readonly bytes: Uint8Array;
  taken = 0;

  constructor(rows: number) {
    this.longs = new Float64Array(rows * LONGS_A_ROW);
    this.words = new Int32Array(this.longs.buffer);
    this.unsigned = new Uint32Array(this.longs.buffer);
    this.bytes = new Uint8Array(this.longs.buffer);
  }
}

let current = new Block(ROWS_A_BLOCK);

/**
 * So many rows will be taken soon, and have one block. Many blocks are many occasions for V8 to look through all objects, since
 * it does so whenever 64 MB were taken besides its heap.
 */
export function reserveRows(rows: number): void {
  if (rows > ROWS_A_BLOCK) current = new Block(rows);
}

/** Something that has a row, all 0 at first; or several of them, one after the other. */
export abstract class NumberRow {
  readonly block: Block;
  /** Where it begins, in numbers of 64 bits. */
  readonly at: number;

  /** `longs`: how many numbers of 64 bits it has room for. */
  constructor(longs: number = LONGS_A_ROW) {
    const rows = Math.ceil(longs / LONGS_A_ROW);
    if (current.taken + rows > current.longs.length / LONGS_A_ROW)
      current = new Block(Math.max(rows, ROWS_A_BLOCK));
    this.block = current;
    this.at = current.taken * LONGS_A_ROW;
    current.taken += rows;
  }
}

type Kind = 'f64' | 'i32' | 'u32' | 'u8';
const BYTES: Record<Kind, number> = { f64: 8, i32: 4, u32: 4, u8: 1 };

/**
 * Gives a class the fields that it declares: they are read and written as those of any object, and are in its row, in the
 * order in which they are named here. Each field must begin at a multiple of its length.
 */
export function layOut(prototype: NumberRow, fields: Record<string, Kind>): void {
  let offset = 0;
  for (const [name, kind] of Object.entries(fields)) {
    const bytes = BYTES[kind];
    if (offset % bytes !== 0 || offset + bytes > ROW_BYTES) throw new RangeError(`${name} is at ${offset}`);
    Object.defineProperty(prototype, name, ACCESSORS[kind](offset / bytes));
    offset += bytes;
  }
}

/** Each kind by itself: one accessor for all of them would have to look up which array it means, each time. */
const ACCESSORS: Record<Kind, (place: number) => PropertyDescriptor & ThisType<NumberRow>> = {
  f64: (place) => ({
    get() {
      return this.block.longs[this.at + place];
    },
    set(value) {
      this.block.longs[this.at + place] = value;
    },
  }),
  i32: (place) => ({
    get() {
      return this.block.words[this.at * 2 + place];
    },
    set(value) {
      this.block.words[this.at * 2 + place] = value;
    },
  }),
  u32: (place) => ({
    get() {
      return this.block.unsigned[this.at * 2 + place];
    },
    set(value) {
      this.block.unsigned[this.at * 2 + place] = value;
    },
  }),
  u8: (place) => ({
    get() {
      return this.block.bytes[this.at * 8 + place];
    },
    set(value) {
      this.block.bytes[this.at * 8 + place] = value;
    },
  }),
};
