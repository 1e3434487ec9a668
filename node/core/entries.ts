/**
 * The entries of RANGES and PULL: docs/wire-format.md in code.
 *
 *     entry    origin u48 · boot u48 · floor u32 · count u8 · that many runs
 *     run      first u32 · length u16 (1 to 65535): so many sequence numbers from `first` on
 *
 * In a RANGES the runs are what the sender holds, ascending, and up to the floor everything counts as seen with it. In
 * a PULL they are what it wants, and the floor is its own.
 */
import { readU16, readU32, readU48, writeU16, writeU32, writeU48 } from './bytes.ts';

const ENTRY_BYTES = 6 + 6 + 4 + 1;
const RUN_BYTES = 4 + 2;
const MAX_RUNS = 255;
const MAX_RUN_LENGTH = 65_535;

/** Whether these bytes are entries, all of them whole. */
export function areWholeEntries(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    if (at + ENTRY_BYTES > end) return false;
    const runsEnd = at + ENTRY_BYTES + bytes[at + 16]! * RUN_BYTES;
    if (runsEnd > end) return false;
    for (let run = at + ENTRY_BYTES; run < runsEnd; run += RUN_BYTES)
      if (readU16(bytes, run + 4) === 0) return false;
    at = runsEnd;
  }
  return true;
}

/** Reads one entry after the other out of bytes that are known to be good. */
export class EntryReader {
  origin = 0;
  boot = 0;
  floor = 0;
  runCount = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #runsAt = 0;
  #nextAt = 0;
  #end = 0;

  start(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#nextAt = from;
    this.#end = end;
  }

  next(): boolean {
    const at = this.#nextAt;
    if (at >= this.#end) return false;
    this.origin = readU48(this.#bytes, at);
    this.boot = readU48(this.#bytes, at + 6);
    this.floor = readU32(this.#bytes, at + 12);
    this.runCount = this.#bytes[at + 16]!;
    this.#runsAt = at + ENTRY_BYTES;
    this.#nextAt = this.#runsAt + this.runCount * RUN_BYTES;
    return true;
  }

  first(run: number): number {
    return readU32(this.#bytes, this.#runsAt + run * RUN_BYTES);
  }

  length(run: number): number {
    return readU16(this.#bytes, this.#runsAt + run * RUN_BYTES + 4);
  }

  last(run: number): number {
    return (this.first(run) + this.length(run) - 1) >>> 0;
  }

  /** The highest number that the entry speaks of. */
  get top(): number {
    if (this.runCount === 0) return this.floor;
    const last = this.last(this.runCount - 1);
    return ((last - this.floor) | 0) > 0 ? last : this.floor;
  }
}

/** Writes entries into a scratch array, from `at` to `end`. */
export class EntryWriter {
  readonly bytes: Uint8Array;
  readonly #end: number;
  /** Where the next byte goes. */
  at = 0;
  #entryAt = 0;

  constructor(bytes: Uint8Array, end: number) {
    this.bytes = bytes;
    this.#end = end;
  }

  /** Room for an entry and so many runs. */
  hasRoom(runs: number): boolean {
    return this.at + ENTRY_BYTES + runs * RUN_BYTES <= this.#end;
  }

  /** There must be room. */
  entry(origin: number, boot: number, floor: number): void {
    this.#entryAt = this.at;
    writeU48(this.bytes, this.at, origin);
    writeU48(this.bytes, this.at + 6, boot);
    writeU32(this.bytes, this.at + 12, floor);
    this.bytes[this.at + 16] = 0;
    this.at += ENTRY_BYTES;
  }

  /** How many more runs the entry can have. */
  get runsLeft(): number {
    const fitting = Math.floor((this.#end - this.at) / RUN_BYTES);
    return Math.min(fitting, MAX_RUNS - this.bytes[this.#entryAt + 16]!);
  }

  /** There must be a run left. One that is too long is cut. */
  run(first: number, last: number): void {
    writeU32(this.bytes, this.at, first);
    writeU16(this.bytes, this.at + 4, Math.min(MAX_RUN_LENGTH, ((last - first) | 0) + 1));
    this.at += RUN_BYTES;
    this.bytes[this.#entryAt + 16]!++;
  }

  lowerFloor(floor: number): void {
    writeU32(this.bytes, this.#entryAt + 12, floor);
  }
}
