import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressToBytes,
  addressToText,
  isNeverForwarded,
  parseAddress,
} from '../../../node/link/gates/address.ts';
import { internetChecksum, replaceWordAndFixChecksum, sumWords } from '../../../node/router/checksum.ts';
import { Packet } from '../../../node/router/packet.ts';
import { hasSoundHead, ipv4, ipv6, joined, MORE_FRAGMENTS, plainChecksum, udp } from './packets.ts';

const read = (bytes: Uint8Array) => new Packet().read(bytes);

function packet(bytes: Uint8Array): Packet {
  const made = new Packet();
  expect(made.read(bytes)).toBeNull();
  return made;
}

/** With one byte other than it was. */
function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  return bytes.with(at, value);
}

/** As IPv4 with a sound checksum over this header. */
function sealed(bytes: Uint8Array): Uint8Array {
  const packet = Uint8Array.from(bytes);
  packet[10] = packet[11] = 0;
  const sum = plainChecksum(packet.subarray(0, (packet[0]! & 15) * 4));
  return changed(changed(packet, 10, sum >> 8), 11, sum & 255);
}

describe('a packet of IPv4', () => {
  test('is read: addresses, protocol, ports, hops', () => {
    const { source, destination, protocol, sourcePort, destinationPort, hops, family } = packet(ipv4());
    expect([source, destination].map(addressToText)).toEqual(['198.18.0.2', '198.18.0.3']);
    expect([protocol, sourcePort, destinationPort, hops, family]).toEqual([17, 1000, 2000, 64, 4]);
  });

  test('ends where it says: what the frame has behind it is cut off', () => {
    expect(packet(joined(ipv4(), new Uint8Array(18))).bytes).toEqual(ipv4());
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['less than a header', ipv4().subarray(0, 19)],
    ['cut short', ipv4().subarray(0, 30)],
    ['a header shorter than a header', sealed(changed(ipv4(), 0, 0x44))],
    ['a header longer than the packet', sealed(changed(ipv4({ payload: udp().subarray(0, 4) }), 0, 0x4f))],
    ['shorter in all than its header', sealed(changed(ipv4(), 3, 10))],
  ])('of a wrong length: %s', (_, bytes) => {
    expect(read(bytes)).toBe('length');
  });

  test('of another version', () => {
    expect(read(changed(ipv4(), 0, 0x55))).toBe('version');
  });

  test('with a wrong checksum', () => {
    expect(read(changed(ipv4(), 8, 63))).toBe('checksum');
  });

  test.each([
    ['an end', [0, 9, 9, 9]],
    ['nothing to do', [1, 1, 1, 1]],
    ['a timestamp', [68, 4, 5, 0]],
    ['a record of the route, and an end', [7, 3, 4, 0]],
  ])('with sound options: %s', (_, options) => {
    expect(read(ipv4({ options }))).toBeNull();
  });

  test.each([
    ['longer than the header', [68, 5, 0, 0]],
    ['of no length', [68, 0, 0, 0]],
    ['of one byte, which it cannot be', [68, 1, 0, 0]],
    ['cut off after its kind', [1, 1, 1, 68]],
    ['a loose source route', [131, 3, 4, 0]],
    ['a strict source route', [137, 3, 4, 0]],
  ])('with options that are nonsense: %s', (_, options) => {
    expect(read(ipv4({ options }))).toBe('options');
  });

  test('loses a hop, and its checksum follows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 255 }),
        fc.integer({ min: 0, max: 0xffff }),
        (hops, identification) => {
          const aged = packet(ipv4({ hops, identification }));
          aged.age();
          expect(aged.bytes[8]).toBe(hops - 1);
          expect(hasSoundHead(aged.bytes)).toBe(true);
        },
      ),
    );
  });

  test('without all of its ports has none', () => {
    expect(packet(ipv4({ payload: udp().subarray(0, 3) })).sourcePort).toBe(-1);
    expect(packet(ipv4({ protocol: 1 })).destinationPort).toBe(-1);
  });
});

describe('a fragment', () => {
  test('is known by its place and by what follows it', () => {
    const { isFragment, fragmentAt, hasMore, sourcePort } = packet(ipv4({ place: 3, payload: udp() }));
    expect({ isFragment, fragmentAt, hasMore, sourcePort }).toEqual({
      ...{ isFragment: true, fragmentAt: 24, hasMore: false, sourcePort: -1 },
    });
  });

  test.each([
    ['not of eight bytes each, and more follow', { place: MORE_FRAGMENTS, payload: new Uint8Array(13) }],
    ['with nothing in it', { place: MORE_FRAGMENTS, payload: new Uint8Array(0) }],
    ['beyond the largest packet', { place: 0x1fff, payload: new Uint8Array(16) }],
  ])('is refused: %s', (_, made) => {
    expect(read(ipv4(made))).toBe('fragment');
  });
});

describe('a packet of IPv6', () => {
  const extension = (next: number, ...rest: number[]) =>
    Uint8Array.of(next, 0, ...rest, 0, 0, 0, 0, 0, 0).slice(0, 8);

  test('is read: addresses, protocol, ports, hops', () => {
    const { source, destination, protocol, sourcePort, destinationPort, hops, family } = packet(ipv6());
    expect([source, destination].map(addressToText)).toEqual(['fd00:12:0:0:0:0:0:2', 'fd00:12:0:0:0:0:0:3']);
    expect([protocol, sourcePort, destinationPort, hops, family]).toEqual([17, 1000, 2000, 64, 6]);
  });

  test('is read behind its extension headers', () => {
    const payload = joined(extension(60), extension(17), udp());
    const { protocol, destinationPort, headBytes } = packet(ipv6({ protocol: 0, payload }));
    expect([protocol, destinationPort, headBytes]).toEqual([17, 2000, 56]);
  });

  test.each([
    ['cut short', ipv6().subarray(0, 45), 'length'],
    ['an extension header cut short', ipv6({ protocol: 60, payload: new Uint8Array(7) }), 'length'],
    [
      'an extension header beyond the end',
      ipv6({ protocol: 60, payload: extension(17).with(1, 9) }),
      'length',
    ],
    [
      'hop by hop, but not first',
      ipv6({ protocol: 60, payload: joined(extension(0), extension(17)) }),
      'options',
    ],
    ['a routing header of type 0', ipv6({ protocol: 43, payload: extension(17) }), 'options'],
  ])('is refused: %s', (_, bytes, why) => {
    expect(read(bytes)).toBe(why);
  });

  test('that is a fragment is known; one that is all of its packet is none', () => {
    const later = packet(
      ipv6({ protocol: 44, payload: joined(Uint8Array.of(17, 0, 0, 16, 0, 0, 1, 2), udp()) }),
    );
    expect([later.isFragment, later.fragmentAt, later.identification]).toEqual([true, 16, 0x102]);
    const whole = packet(
      ipv6({ protocol: 44, payload: joined(Uint8Array.of(17, 0, 0, 0, 0, 0, 1, 2), udp()) }),
    );
    expect([whole.isFragment, whole.destinationPort]).toEqual([false, 2000]);
  });

  test('loses a hop', () => {
    const aged = packet(ipv6({ hops: 9 }));
    aged.age();
    expect(aged.bytes[7]).toBe(8);
  });
});

test('no bytes at all make reading throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(0x45, 0x46, 0x4f, 0x60), (bytes, first) => {
      const head = bytes.length === 0 ? bytes : sealedIfIpv4(bytes.with(0, first));
      expect([null, 'length', 'checksum', 'options', 'fragment', 'version']).toContain(read(head));
    }),
    { numRuns: 2000 },
  );
});

function sealedIfIpv4(bytes: Uint8Array): Uint8Array {
  return bytes.length < 60 || bytes[0]! >> 4 !== 4 ? bytes : sealed(bytes);
}

describe('addresses', () => {
  test.each([
    ['198.18.0.2', '198.18.0.2'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['fd00:12::', 'fd00:12:0:0:0:0:0:0'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8:0:1:2:3:4:5', '2001:db8:0:1:2:3:4:5'],
    ['::ffff:192.0.2.1', '0:0:0:0:0:ffff:c000:201'],
  ])('%s is read', (literal, text) => {
    const address = parseAddress(literal);
    expect(addressToText(address)).toBe(text);
    expect(parseAddress(addressToText(address))).toBe(address);
    expect(addressToBytes(address)).toHaveLength(literal.includes(':') ? 16 : 4);
  });

  test('that name no node are known', () => {
    const local = [
      '224.0.0.251',
      '255.255.255.255',
      '0.0.0.0',
      '127.0.0.1',
      '169.254.1.1',
      'ff02::1',
      'fe80::1',
      '::',
    ];
    expect(local.map(parseAddress).every(isNeverForwarded)).toBe(true);
    expect(
      ['198.18.0.2', '10.0.0.1', 'fd00::1', '2001:db8::1'].map(parseAddress).some(isNeverForwarded),
    ).toBe(false);
  });
});

describe('the checksum', () => {
  test('is that of RFC 1071, over an odd number of bytes too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const plain = plainChecksum(bytes);
        const sum = internetChecksum(sumWords(bytes, 0, bytes.length));
        // Of nothing but zeros there are two.
        expect(sum % 0xffff).toBe(plain % 0xffff);
      }),
    );
  });

  test('follows a word that changes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        fc.nat(18),
        fc.nat(0xffff),
        (bytes, word, to) => {
          const at = 2 + 2 * word;
          bytes[0] = bytes[1] = 0;
          const sum = plainChecksum(bytes);
          bytes[0] = sum >> 8;
          bytes[1] = sum & 255;
          replaceWordAndFixChecksum(bytes, at, to, 0);
          expect(plainChecksum(bytes) % 0xffff).toBe(0);
        },
      ),
    );
  });
});
