/**
 * Rows of numbers, for what there are many of: see `memory.ts`, which says what they are for and what they bring. A row is 64
 * bytes, a line of the cache. The numbers of one object lie side by side in its row, and small objects made one after the other share one.
 *
 * Rows are taken from blocks, and a block is gone when nothing has a row in it: nobody gives rows back.
 */

const ROW_BYTES = 64;
const LONGS_A_ROW = ROW_BYTES / 8;
const ROWS_A_BLOCK = 1_024;

/** The same bytes, as numbers of different lengths. */
class Block {
  readonly longs: Float64Array;
  readonly words: Int32Array;
  readonly unsigned: Uint32Array;
  readonly bytes: Uint8Array;
  /** How many numbers of 64 bits are taken. */
  taken = 0;

  constructor(rows: number) {
    this.longs = new Float64Array(rows * LONGS_A_ROW);
    this.words = new Int32Array(this.longs.buffer);
    this.unsigned = new Uint32Array(this.longs.buffer);
    this.bytes = new Uint8Array(this.longs.buffer);
  }
}

/** Where the rows of one peer come from, or of all peers of a simulation. */
export class RowArena {
  #block: Block;

  /** The first `rows` have one block: V8 looks through all objects whenever 64 MB of blocks were allocated. */
  constructor(rows: number) {
    this.#block = new Block(rows);
  }

  /** A block in which so many numbers of 64 bits can be taken: in the rest of a row if they fit there, else in new ones. */
  blockWithRoomFor(longs: number): Block {
    let block = this.#block;
    const rest = -block.taken & (LONGS_A_ROW - 1);
    if (longs > rest) block.taken += rest;
    if (block.taken + longs > block.longs.length) {
      block = new Block(Math.max(Math.ceil(longs / LONGS_A_ROW), ROWS_A_BLOCK));
      this.#block = block;
    }
    return block;
  }
}

/** An object whose numbers are in a row, or in part of one, all 0 at first; or in several rows, one after the other. */
export abstract class Row {
  readonly block: Block;
  /** Where its numbers begin, in numbers of 64 bits. */
  readonly at: number;

  /** `longs`: how many numbers of 64 bits it has room for. Without an arena it has a block of its own. */
  constructor(arena: RowArena | undefined, longs: number = LONGS_A_ROW) {
    this.block = arena?.blockWithRoomFor(longs) ?? new Block(Math.ceil(longs / LONGS_A_ROW));
    this.at = this.block.taken;
    this.block.taken += longs;
  }
}

type Kind = 'f64' | 'i32' | 'u32' | 'u8';
const BYTES: Record<Kind, number> = { f64: 8, i32: 4, u32: 4, u8: 1 };

/**
 * Puts the fields that a class declares into its row, in the order in which they are named here. They are read and written like
 * those of any object. Each field must begin at a multiple of its length.
 * @throws RangeError where one does not, or does not fit.
 */
export function defineFields(prototype: Row, fields: Record<string, Kind>): void {
  let offset = 0;
  for (const [name, kind] of Object.entries(fields)) {
    const bytes = BYTES[kind];
    if (offset % bytes !== 0 || offset + bytes > ROW_BYTES) throw new RangeError(`${name} is at ${offset}`);
    Object.defineProperty(prototype, name, ACCESSORS[kind](offset / bytes));
    offset += bytes;
  }
}

/** Each kind by itself: one accessor for all of them would have to look up which array it means, each time. */
const ACCESSORS: Record<Kind, (place: number) => PropertyDescriptor & ThisType<Row>> = {
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
