/** Programs in namespaces, and a stand-in for the router. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, test } from 'vitest';
import type { Wire } from '../../../node/contract/wires.ts';
import { HUNG_MS } from '../../hung.ts';
import { end, MAIN, QUIET, ROOT, whyNoWires } from './program.ts';

const reason = await whyNoWires();

/** Like `describe`, for tests that need namespaces. Where the system has none for us they are skipped, and say why. */
export function describeWires(name: string, body: () => void): void {
  if (reason === null) describe(name, body);
  else test.skip(`${name}: skipped. ${reason}`, () => {});
}

/** Becomes root in a user namespace, with a network namespace that belongs to it. */
export const IN_USER_NAMESPACE = ['unshare', '--user', '--map-root-user', '--net'];

/** Of whom tests are that must go without root. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Like `test`, for what needs user namespaces, and a repository that nobody in particular may read. */
export function testInUserNamespace(name: string, body: () => Promise<void>): void {
  const [file = '', ...args] = [...IN_USER_NAMESPACE, process.execPath, QUIET, MAIN, 'within'];
  const { status, error, stderr } = spawnSync(file, args, { ...NOBODY, cwd: '/', encoding: 'utf8' });
  if (status === 126) test(name, body);
  else test.skip(`${name}: skipped. ${error?.message ?? stderr.trim()}`, () => {});
}

/** Runs a module's text in a namespace, and returns what it prints. */
export async function runIn(namespace: string, module: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, argsIn(namespace, module), {
    cwd: ROOT,
    timeout: HUNG_MS,
  });
  return stdout.trim();
}

/** The same, for a program that goes on; it has printed its first line when this returns. */
export async function startIn(
  namespace: string,
  module: string,
): Promise<AsyncDisposable & { child: ChildProcess; lines: string[] }> {
  const child = spawn(process.execPath, argsIn(namespace, module), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    resolve();
  });
  child.on('exit', () => resolve());
  await promise;
  return { child, lines, [Symbol.asyncDispose]: () => end(child) };
}

function argsIn(namespace: string, module: string): string[] {
  return [QUIET, MAIN, 'within', namespace, process.execPath, QUIET, '--input-type=module', '-e', module];
}

/** Waits for what must come. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What the kernel has counted at an interface: packets that came in, and that went out. */
export async function packetsAt(namespace: string, device: string): Promise<[number, number]> {
  const text = await runIn(
    namespace,
    `console.log((await import('node:fs')).readFileSync('/proc/thread-self/net/dev', 'utf8'))`,
  );
  const line = text.split('\n').find((each) => each.trim().startsWith(`${device}:`));
  const counts = line!.split(':')[1]!.trim().split(/\s+/).map(Number);
  return [counts[1]!, counts[9]!];
}

/**
 * In place of the router: gives each frame that comes in by a wire to the wire behind which its destination is, and prints both and the
 * protocol, `w1 w2 17`; `w1 - 17` where nobody has it. With the kernel's word of the checksums (PACKET_VNET_HDR), which it passes on.
 */
export function forwarderFor(wires: readonly Wire[]): string {
  const devices = wires.map(({ device }) => device);
  const places = wires.flatMap(({ device, addresses }) =>
    addresses.map(({ address }) => [address, device] as const),
  );
  return `
    import { dlopen } from 'node:ffi';
    import { writeSync } from 'node:fs';
    import { bytesOfIp } from './node/wires/ip.ts';
    const int = 'int32', bytes = 'buffer';
    const { functions: libc } = dlopen(null, {
      socket: { arguments: [int, int, int], return: int },
      setsockopt: { arguments: [int, int, int, bytes, int], return: int },
      if_nametoindex: { arguments: ['string'], return: int },
      recvfrom: { arguments: [int, bytes, 'uint64', int, bytes, bytes], return: 'int64' },
      sendto: { arguments: [int, bytes, 'uint64', int, bytes, int], return: 'int64' },
    });
    const fd = libc.socket(17, 3, 0x0300);
    libc.setsockopt(fd, 263, 15, Buffer.from([1, 0, 0, 0]), 4);
    const indexes = new Map(${JSON.stringify(devices)}.map((name) => [name, libc.if_nametoindex(name)]));
    const names = new Map([...indexes].map(([name, index]) => [index, name]));
    const hex = (some) => Buffer.from(some).toString('hex');
    const places = new Map(${JSON.stringify(places)}.map(([ip, name]) => [hex(bytesOfIp(ip)), name]));
    const frame = Buffer.alloc(70000), from = Buffer.alloc(20), size = Buffer.alloc(4), to = Buffer.alloc(20);
    writeSync(1, 'ready\\n');
    for (;;) {
      size.writeUInt32LE(20);
      const length = libc.recvfrom(fd, frame, 70000n, 0, from, size);
      if (from[10] === 4) continue; // it goes out
      const packet = frame.subarray(24, Number(length));
      const isV6 = packet[0] >> 4 === 6;
      const place = places.get(hex(isV6 ? packet.subarray(24, 40) : packet.subarray(16, 20)));
      writeSync(1, names.get(from.readInt32LE(4)) + ' ' + (place ?? '-') + ' ' + packet[isV6 ? 6 : 9] + '\\n');
      if (place === undefined) continue;
      to.writeUInt16LE(17, 0);
      to.writeInt32LE(indexes.get(place), 4);
      libc.sendto(fd, frame, length, 0, to, 20);
    }`;
}
