/**
 * The four functions of the C library that wires need and Node does not have. They are called through `node:ffi`, which is there since Node 26.1.
 * All else is Node's own: a namespace is opened, and a socket written, read and closed, as a file.
 */
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';

/** What we use of `node:ffi`; `@types/node` 24 does not know it. */
interface Ffi {
  dlopen(
    path: null,
    definitions: Record<string, { arguments: string[]; return: string }>,
  ): { functions: Functions };
  getInt32(pointer: bigint, offset: number): number;
}

interface Functions {
  setns(fd: number, kind: number): number;
  unshare(flags: number): number;
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, bytes: number): number;
  __errno_location(): bigint;
}

const INT = 'int32';
const DEFINITIONS = {
  setns: { arguments: [INT, INT], return: INT },
  unshare: { arguments: [INT], return: INT },
  socket: { arguments: [INT, INT, INT], return: INT },
  setsockopt: { arguments: [INT, INT, INT, 'buffer', 'uint32'], return: INT },
  __errno_location: { arguments: [], return: 'pointer' },
};

const CLONE_NEWNET = 0x4000_0000;
const AF_NETLINK = 16;
/** Raw, closed by exec, and never waiting: the kernel answers before a write returns. */
const SOCK_RAW_CLOEXEC_NONBLOCK = 3 | 0x8_0000 | 0x800;
const NETLINK_ROUTE = 0;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;

/** A call of the system that failed. */
export class SystemError extends Error {
  /** `EPERM`. */
  readonly code: string;

  constructor(call: string, errno: number) {
    super(`${call}: ${getSystemErrorMessage(-errno)}`);
    this.code = getSystemErrorName(-errno);
  }
}

/** Does this Node know how to call the C library of this system? */
export function hasLibc(): boolean {
  return process.platform === 'linux' && ffi() !== undefined;
}

/** The calling thread, and what it starts, is in this network namespace from now on. */
export function enterNetworkNamespace(fd: number): void {
  check('setns', libc().setns(fd, CLONE_NEWNET));
}

/** The calling thread is in a network namespace of its own from now on, in which there is only a loopback that is down. */
export function enterNewNetworkNamespace(): void {
  check('unshare', libc().unshare(CLONE_NEWNET));
}

/** A socket to the kernel's networking, in the calling thread's namespace. Errors come with the kernel's words and without what was asked. */
export function openRouteSocket(): number {
  const { socket, setsockopt } = libc();
  const fd = check('socket', socket(AF_NETLINK, SOCK_RAW_CLOEXEC_NONBLOCK, NETLINK_ROUTE));
  const on = Uint8Array.of(1, 0, 0, 0);
  for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK])
    check('setsockopt', setsockopt(fd, SOL_NETLINK, option, on, on.length));
  return fd;
}

let loaded: Functions | undefined;

function libc(): Functions {
  if (loaded) return loaded;
  const found = ffi();
  if (!found) throw new Error(`Node ${process.versions.node} has no node:ffi; Node 26.1 or newer has it`);
  loaded = found.dlopen(null, DEFINITIONS).functions;
  return loaded;
}

function ffi(): Ffi | undefined {
  return process.getBuiltinModule('node:ffi') as Ffi | undefined;
}

function check(call: string, result: number): number {
  if (result >= 0) return result;
  // Nothing has run in between that could have set another.
  throw new SystemError(call, ffi()!.getInt32(libc().__errno_location(), 0));
}
