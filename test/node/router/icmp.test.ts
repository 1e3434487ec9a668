import { describe, expect, test } from 'vitest';
import { addressToText, parseAddress } from '../../../node/link/gates/address.ts';
import { FragmentWatch, splitIntoFragments } from '../../../node/router/fragments.ts';
import { echoReplyPacket, icmpErrorPacket } from '../../../node/router/icmp.ts';
import { Packet } from '../../../node/router/packet.ts';
import { echo, hasSoundHead, ipv4, ipv6, joined, MORE_FRAGMENTS, plainChecksum, udp } from './packets.ts';

const ROUTER = parseAddress('198.18.0.1');
const ROUTER_6 = parseAddress('fd00:12::1');

function packet(bytes: Uint8Array): Packet {
  const made = new Packet();
  expect(made.read(bytes)).toBeNull();
  return made;
}

/** Over the addresses, the length and the protocol too: 0 if its checksum is right. */
function icmpv6Checksum(bytes: Uint8Array): number {
  const length = bytes.length - 40;
  const pseudo = Uint8Array.of(0, 0, length >> 8, length & 255, 0, 0, 0, 58);
  return plainChecksum(joined(bytes.subarray(8, 40), pseudo, bytes.subarray(40)));
}

describe('a word to the sender', () => {
  test.each([
    ['time exceeded', 11, 0],
    ['host unreachable', 3, 1],
    ['port unreachable', 3, 3],
  ] as const)('over IPv4: %s', (note, type, code) => {
    const bytes = icmpErrorPacket(note, packet(ipv4()), ROUTER)!;
    const { source, destination, headBytes } = packet(bytes);
    expect([source, destination].map(addressToText)).toEqual(['198.18.0.1', '198.18.0.2']);
    expect([...bytes.subarray(headBytes, headBytes + 2)]).toEqual([type, code]);
    expect(plainChecksum(bytes.subarray(headBytes))).toBe(0);
    expect(bytes.subarray(headBytes + 8)).toEqual(ipv4());
  });

  test('names the MTU, and quotes no more than it may', () => {
    const bytes = icmpErrorPacket(
      'too big',
      packet(ipv4({ payload: udp(new Uint8Array(1400)) })),
      ROUTER,
      1200,
    )!;
    expect([...bytes.subarray(20, 22)]).toEqual([3, 4]);
    expect(new DataView(bytes.buffer).getUint32(24)).toBe(1200);
    expect(bytes).toHaveLength(576);
    expect(hasSoundHead(bytes)).toBe(true);
  });

  test.each([
    ['time exceeded', 3, 0],
    ['too big', 2, 0],
    ['host unreachable', 1, 3],
    ['port unreachable', 1, 4],
  ] as const)('over IPv6: %s', (note, type, code) => {
    const bytes = icmpErrorPacket(
      note,
      packet(ipv6({ payload: udp(new Uint8Array(1400)) })),
      ROUTER_6,
      1300,
    )!;
    expect([...bytes.subarray(40, 42)]).toEqual([type, code]);
    expect(new DataView(bytes.buffer).getUint32(44)).toBe(1300);
    expect(bytes).toHaveLength(1280);
    expect(icmpv6Checksum(bytes)).toBe(0);
  });

  test.each([
    ['of a word itself', ipv4({ protocol: 1, payload: Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0) })],
    ['of a word itself, over IPv6', ipv6({ protocol: 58, payload: Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0) })],
    ['of a fragment that is not the first', ipv4({ place: 4 })],
    ['of what went to several', ipv4({ to: '224.0.0.9' })],
    ['to no single node', ipv4({ from: '255.255.255.255' })],
  ])('is not said %s', (_, bytes) => {
    expect(
      icmpErrorPacket('time exceeded', packet(bytes), bytes[0]! >> 4 === 4 ? ROUTER : ROUTER_6),
    ).toBeNull();
  });

  test('is said of an echo request, and by a router that has an address alone', () => {
    const request = packet(ipv4({ protocol: 1, payload: echo() }));
    expect(icmpErrorPacket('time exceeded', request, ROUTER)).not.toBeNull();
    expect(icmpErrorPacket('time exceeded', request, undefined)).toBeNull();
  });
});

describe('an echo request', () => {
  test('is answered with what was in it', () => {
    const bytes = echoReplyPacket(packet(ipv4({ to: '198.18.0.1', protocol: 1, payload: echo() })))!;
    const { source, destination } = packet(bytes);
    expect([source, destination].map(addressToText)).toEqual(['198.18.0.1', '198.18.0.2']);
    expect(bytes[20]).toBe(0);
    expect(bytes.subarray(24)).toEqual(echo().subarray(4));
    expect(plainChecksum(bytes.subarray(20))).toBe(0);
  });

  test('over IPv6 too', () => {
    const request = ipv6({
      to: 'fd00:12::1',
      protocol: 58,
      payload: echo().with(0, 128).with(2, 0).with(3, 0),
    });
    const sum = icmpv6Checksum(request);
    const reply = echoReplyPacket(packet(request.with(42, sum >> 8).with(43, sum & 255)))!;
    expect(reply[40]).toBe(129);
    expect(icmpv6Checksum(reply)).toBe(0);
  });

  test('with a wrong checksum, or cut short, is not', () => {
    expect(echoReplyPacket(packet(ipv4({ protocol: 1, payload: echo().with(9, 99) })))).toBeNull();
    expect(echoReplyPacket(packet(ipv4({ protocol: 1, payload: echo().subarray(0, 6) })))).toBeNull();
    expect(echoReplyPacket(packet(ipv4()))).toBeNull();
  });
});

describe('a packet that is cut', () => {
  const payload = Uint8Array.from({ length: 3001 }, (_, i) => i);

  test('is whole again when its pieces are laid together', () => {
    const pieces = splitIntoFragments(packet(ipv4({ place: 0, payload })), 1000);
    const together = new Uint8Array(payload.length);
    for (const bytes of pieces) {
      expect(bytes.length).toBeLessThanOrEqual(1000);
      const { fragmentAt, headBytes } = packet(bytes);
      together.set(bytes.subarray(headBytes), fragmentAt);
    }
    expect(together).toEqual(payload);
    expect(pieces.map((bytes) => packet(bytes).hasMore)).toEqual([true, true, true, false]);
  });

  test('as a fragment makes fragments of the same datagram', () => {
    const place = MORE_FRAGMENTS | 2;
    const [first, last] = splitIntoFragments(
      packet(ipv4({ place, payload: payload.subarray(0, 1200) })),
      1000,
    );
    expect(packet(first!).fragmentAt).toBe(16);
    expect([packet(last!).fragmentAt, packet(last!).hasMore]).toEqual([16 + 976, true]);
  });

  test('is nothing where nothing fits', () => {
    expect(splitIntoFragments(packet(ipv4({ place: 0, payload })), 27)).toEqual([]);
  });
});

describe('fragments that lie over one another', () => {
  const part = (at: number, bytes: number, more: boolean, identification = 1) =>
    packet(
      ipv4({ place: at / 8 + (more ? MORE_FRAGMENTS : 0), payload: new Uint8Array(bytes), identification }),
    );

  test('are refused, with all that follows of their datagram', () => {
    const watch = new FragmentWatch();
    expect(watch.overlaps(0, part(0, 64, true))).toBe(false);
    expect(watch.overlaps(1, part(56, 64, true))).toBe(true);
    expect(watch.overlaps(2, part(128, 8, false))).toBe(true);
    expect(watch.overlaps(3, part(128, 8, false, 2))).toBe(false);
  });

  test('in whatever order', () => {
    const watch = new FragmentWatch();
    expect(watch.overlaps(0, part(64, 64, false))).toBe(false);
    expect(watch.overlaps(1, part(0, 72, true))).toBe(true);
  });

  test('are none where a datagram was whole and its identification comes again', () => {
    const watch = new FragmentWatch();
    for (let round = 0; round < 3; round++) {
      expect(watch.overlaps(round, part(64, 8, false))).toBe(false);
      expect(watch.overlaps(round, part(0, 64, true))).toBe(false);
    }
    expect(watch.size).toBe(0);
  });

  test('are none after half a minute, nor is more than a thousand datagrams kept', () => {
    const watch = new FragmentWatch();
    watch.overlaps(0, part(0, 64, true));
    expect(watch.overlaps(30_001, part(0, 64, true))).toBe(false);
    for (let i = 0; i < 5000; i++) watch.overlaps(40_000, part(0, 64, true, i));
    expect(watch.size).toBe(1024);
  });
});
