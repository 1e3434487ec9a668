/**
 * The bytes of datagrams that are under way, each by a number. PINGs, PONGs and whatever else is small are copied into one
 * array: an array for each would be three places in memory, and moved about by each garbage collection until it arrives. DATA
 * is not copied: peers hold those for others anyway, and send one to many.
 */
import { DatagramType } from '../../../../node/core/wire.ts';
import { copyWithDoubleLength } from './larger.ts';

/** Longer ones are kept as they are. */
const SMALL_BYTES = 96;
const WORDS = SMALL_BYTES / 4;
const FIRST_CAPACITY = 256;
const NONE = -1;

export class PacketPool {
  /** Small ones, and how long each is. */
  #words: Int32Array;
  #bytes: Uint8Array;
  #lengths: Uint8Array;
  /** The first that nobody uses: in each of these stands the next one. */
  #spare = NONE;
  #unused = 0;
  /** The others, by the complement of their number, and how often each is still to arrive. */
  readonly #large: (Uint8Array | null)[] = [];
  readonly #arrivals: number[] = [];
  readonly #spareLarge: number[] = [];
  #last: Uint8Array | null = null;
  #lastNumber = 0;
  /** Of each length, what one that arrives is read from. */
  readonly #read = Array.from({ length: SMALL_BYTES + 1 }, (_, length) => {
    const words = new Int32Array(Math.ceil(length / 4));
    return { words, bytes: new Uint8Array(words.buffer, 0, length) };
  });

  /** `expected`: how many small ones will be under way at once, about. */
  constructor(expected: number) {
    const capacity = Math.max(expected, FIRST_CAPACITY);
    this.#words = new Int32Array(capacity * WORDS);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#lengths = new Uint8Array(capacity);
  }

  /** The number of these bytes, for one arrival. */
  put(bytes: Uint8Array): number {
    return bytes.length > SMALL_BYTES || bytes[3] === DatagramType.DATA
      ? this.#share(bytes)
      : this.#copy(bytes);
  }

  /** See `ReadAhead`. */
  peek(number: number): number {
    return number < 0 ? this.#large[~number]!.length : this.#words[number * WORDS]!;
  }

  /** It arrives: valid until the next one does. */
  open(number: number): Uint8Array {
    return number < 0 ? this.#arrived(~number) : this.#readSmall(number);
  }

  #copy(source: Uint8Array): number {
    const number = this.#take();
    this.#lengths[number] = source.length;
    this.#bytes.set(source, number * SMALL_BYTES);
    return number;
  }

  #take(): number {
    const number = this.#spare;
    if (number === NONE) {
      if (this.#unused === this.#lengths.length) this.#grow();
      return this.#unused++;
    }
    this.#spare = this.#words[number * WORDS]!;
    return number;
  }

  #readSmall(number: number): Uint8Array {
    const { words, bytes } = this.#read[this.#lengths[number]!]!;
    const from = this.#words;
    const at = number * WORDS;
    for (let i = 0; i < words.length; i++) words[i] = from[at + i]!;
    from[at] = this.#spare;
    this.#spare = number;
    return bytes;
  }

  #share(bytes: Uint8Array): number {
    if (bytes !== this.#last) {
      this.#last = bytes;
      this.#lastNumber = this.#spareLarge.pop() ?? this.#large.length;
      this.#large[this.#lastNumber] = bytes;
      this.#arrivals[this.#lastNumber] = 0;
    }
    this.#arrivals[this.#lastNumber]!++;
    return ~this.#lastNumber;
  }

  #arrived(number: number): Uint8Array {
    const bytes = this.#large[number]!;
    if (--this.#arrivals[number]! > 0) return bytes;
    if (bytes === this.#last) this.#last = null;
    this.#large[number] = null;
    this.#spareLarge.push(number);
    return bytes;
  }

  #grow(): void {
    this.#words = copyWithDoubleLength(this.#words);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#lengths = copyWithDoubleLength(this.#lengths);
  }
}
