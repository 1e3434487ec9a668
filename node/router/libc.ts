/**
 * The few functions of the system's C library that Node does not offer, through `node:ffi` (Node 26.1 and later).
 *
 * Lengths are passed as 32-bit numbers, since 64-bit ones are BigInts, which cost an allocation each; none is ever larger.
 */

import { constants } from 'node:os';

interface Signature {
  arguments: readonly string[];
  return: string;
}

/** What is used of `node:ffi`. */
interface Ffi {
  dlopen(path: null, definitions: Record<string, Signature>): { functions: object };
  getRawPointer(bytes: Uint8Array | BigUint64Array): bigint;
  toArrayBuffer(pointer: bigint, bytes: number, copy: boolean): ArrayBuffer;
  getInt32(pointer: bigint, at: number): number;
}

export interface Libc {
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, bytes: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, bytes: number): number;
  getsockopt(fd: number, level: number, option: number, value: Uint8Array, bytes: Uint8Array): number;
  mmap(at: bigint, bytes: bigint, access: number, flags: number, fd: number, from: bigint): bigint;
  munmap(at: bigint, bytes: bigint): number;
  close(fd: number): number;
  read(fd: number, into: Uint8Array, bytes: number): number;
  eventfd(value: number, flags: number): number;
  ppoll(fds: Uint8Array, count: number, time: Uint8Array, signals: bigint): number;
  sendmmsg(fd: number, messages: Uint8Array, count: number, flags: number): number;
  if_nametoindex(name: string): number;
  clock_gettime(clock: number, into: Uint8Array): number;
  prctl(option: number, value: bigint): number;
  __errno_location(): bigint;
}

const [INT, UINT, LONG, BYTES, POINTER] = ['int32', 'uint32', 'uint64', 'buffer', 'pointer'] as const;

const SIGNATURES: Record<keyof Libc, Signature> = {
  socket: { arguments: [INT, INT, INT], return: INT },
  bind: { arguments: [INT, BYTES, UINT], return: INT },
  setsockopt: { arguments: [INT, INT, INT, BYTES, UINT], return: INT },
  getsockopt: { arguments: [INT, INT, INT, BYTES, BYTES], return: INT },
  mmap: { arguments: [POINTER, LONG, INT, INT, INT, LONG], return: POINTER },
  munmap: { arguments: [POINTER, LONG], return: INT },
  close: { arguments: [INT], return: INT },
  read: { arguments: [INT, BYTES, UINT], return: INT },
  eventfd: { arguments: [UINT, INT], return: INT },
  ppoll: { arguments: [BYTES, UINT, BYTES, POINTER], return: INT },
  sendmmsg: { arguments: [INT, BYTES, UINT, INT], return: INT },
  if_nametoindex: { arguments: ['string'], return: UINT },
  clock_gettime: { arguments: [INT, BYTES], return: INT },
  prctl: { arguments: [INT, LONG], return: INT },
  __errno_location: { arguments: [], return: POINTER },
};

/** The library, and memory that it and we both see. Throws where Node has no `node:ffi`. */
export class System {
  readonly libc: Libc;
  readonly #ffi: Ffi;

  constructor() {
    const ffi = process.getBuiltinModule('node:ffi') as Ffi | undefined;
    if (ffi === undefined)
      throw new Error(`a router needs Node 26.1 or later, which has node:ffi; this is ${process.version}`);
    this.#ffi = ffi;
    this.libc = ffi.dlopen(null, SIGNATURES).functions as Libc;
  }

  /** Where the bytes of an array are. The array must be kept for as long as the pointer is used. */
  pointerTo(bytes: Uint8Array | BigUint64Array): bigint {
    return this.#ffi.getRawPointer(bytes);
  }

  /** Memory at a pointer, as an array. It must not be touched once the memory is given back. */
  memoryAt(pointer: bigint, bytes: number): ArrayBuffer {
    return this.#ffi.toArrayBuffer(pointer, bytes, false);
  }

  /** Of the last call that failed; asked before any other call. */
  get errno(): number {
    return this.#ffi.getInt32(this.libc.__errno_location(), 0);
  }

  /** The same value, if the call did not fail. Throws with the system's own word. */
  checked(result: number, what: string): number {
    if (result >= 0) return result;
    throw new Error(`${what}: ${errnoName(this.errno)}`);
  }
}

/** `ENXIO` and the like, as Node has them. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}

const NAMES = new Map(Object.entries(constants.errno).map(([name, errno]) => [errno, name]));
