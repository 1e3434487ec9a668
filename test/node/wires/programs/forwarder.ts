/**
 * In place of the router: gives each frame that comes in by a wire to the wire behind which its destination is, and prints both and the
 * protocol, `w1 w2 17`; `w1 - 17` where nobody has it. With the kernel's word of the checksums (PACKET_VNET_HDR), which it passes on.
 * Its argument: the wires, in JSON.
 */
import { writeSync } from 'node:fs';
import type { Wire } from '../../../../node/contract/wires.ts';
import { ipToBytes } from '../../../../node/wires/ip.ts';

interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(fd: number, level: number, option: number, value: Buffer, bytes: number): number;
  if_nametoindex(name: string): number;
  recvfrom(fd: number, into: Buffer, bytes: bigint, flags: number, from: Buffer, size: Buffer): bigint;
  sendto(fd: number, from: Buffer, bytes: bigint, flags: number, to: Buffer, size: number): bigint;
}
const [int, bytes] = ['int32', 'buffer'];
const ffi = process.getBuiltinModule('node:ffi') as unknown as {
  dlopen(path: null, signatures: object): { functions: Libc };
};
const { functions: libc } = ffi.dlopen(null, {
  socket: { arguments: [int, int, int], return: int },
  setsockopt: { arguments: [int, int, int, bytes, int], return: int },
  if_nametoindex: { arguments: ['string'], return: int },
  recvfrom: { arguments: [int, bytes, 'uint64', int, bytes, bytes], return: 'int64' },
  sendto: { arguments: [int, bytes, 'uint64', int, bytes, int], return: 'int64' },
});

const AF_PACKET = 17;
const SOCK_RAW = 3;
const EVERY_PROTOCOL = 0x0300;
const SOL_PACKET = 263;
const PACKET_VNET_HDR = 15;
const VNET_HEADER_BYTES = 10;
const PACKET_OUTGOING = 4;

const wires: Wire[] = JSON.parse(process.argv[2] ?? '[]');
const hex = (some: Uint8Array) => Buffer.from(some).toString('hex');
const indexes = new Map(wires.map(({ device }) => [device, libc.if_nametoindex(device)]));
const names = new Map([...indexes].map(([name, index]) => [index, name]));
const deviceOf = new Map(
  wires.flatMap(({ device, addresses }) =>
    addresses.map(({ address }) => [hex(ipToBytes(address)), device] as const),
  ),
);

const fd = libc.socket(AF_PACKET, SOCK_RAW, EVERY_PROTOCOL);
libc.setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, Buffer.from([1, 0, 0, 0]), 4);
// `sockaddr_ll`: family, protocol, interface at 4, kind of packet at 10.
const [frame, from, size, to] = [70_000, 20, 4, 20].map((length) => Buffer.alloc(length)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
writeSync(1, 'ready\n');
for (;;) {
  size.writeUInt32LE(from.length);
  const length = libc.recvfrom(fd, frame, BigInt(frame.length), 0, from, size);
  if (from[10] === PACKET_OUTGOING) continue;
  const packet = frame.subarray(VNET_HEADER_BYTES + 14, Number(length));
  const isV6 = packet[0]! >> 4 === 6;
  const device = deviceOf.get(hex(isV6 ? packet.subarray(24, 40) : packet.subarray(16, 20)));
  writeSync(1, `${names.get(from.readInt32LE(4))} ${device ?? '-'} ${packet[isV6 ? 6 : 9]}\n`);
  if (device === undefined) continue;
  to.writeUInt16LE(AF_PACKET, 0);
  to.writeInt32LE(indexes.get(device)!, 4);
  libc.sendto(fd, frame, length, 0, to, to.length);
}
