/** The bytes that the kernel gets and gives. What it gets is held beside what iproute2 6.1 sends for the same, as strace shows it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addAddressRequest, addDefaultRouteRequest } from '../../../node/wires/addresses.ts';
import { ipToBytes } from '../../../node/wires/ip.ts';
import {
  allLinksRequest,
  createVethRequest,
  deleteGroupRequest,
  deleteLinkRequest,
  linkRequest,
  readLinkRow,
  setAliasRequest,
  setGroupRequest,
  setNoOwnAddressRequest,
  setUpRequest,
} from '../../../node/wires/links.ts';
import {
  decodeMessages,
  encodeAttribute,
  encodeRequests,
  encodeText,
  type NetlinkRequest,
  readAcknowledgement,
  readAttributes,
} from '../../../node/wires/netlink.ts';

const W1 = 100_001;
const SEQUENCE = 0x6b0c21f2;

const hexOf = (request: NetlinkRequest) => encodeRequests([request], SEQUENCE).toString('hex');

/** What iproute2 sends; `index 100001` is w1. */
const AS_IPROUTE: [string, NetlinkRequest, string][] = [
  [
    'ip link set w1 up arp off',
    setUpRequest(W1, 'w1', { withoutArp: true }),
    '2000000010000500f2210c6b0000000000000000a18601008100000081000000',
  ],
  [
    'ip link set w1 alias meshbed',
    setAliasRequest(W1, 'w1', 'meshbed'),
    '2c00000010000500f2210c6b0000000000000000a186010000000000000000000b0014006d65736862656400',
  ],
  [
    'ip link set w1 group 7118',
    setGroupRequest(W1, 'w1', 7118),
    '2800000010000500f2210c6b0000000000000000a1860100000000000000000008001b00ce1b0000',
  ],
  [
    'ip link set w1 addrgenmode none',
    setNoOwnAddressRequest(W1, 'w1'),
    '3000000010000500f2210c6b0000000000000000a1860100000000000000000010001a000c000a000500080001000000',
  ],
  [
    'ip link del w1',
    deleteLinkRequest(W1, 'w1'),
    '2000000011000500f2210c6b0000000000000000a18601000000000000000000',
  ],
  [
    'ip addr add 198.18.0.2/32 dev w1',
    addAddressRequest(W1, '198.18.0.2'),
    '2800000014000506f2210c6b0000000002200000a186010008000200c612000208000100c6120002',
  ],
  [
    'ip addr add fd00::2/128 dev w1 nodad',
    addAddressRequest(W1, 'fd00::2'),
    '4000000014000506f2210c6b000000000a800200a186010014000200fd00000000000000000000000000000214000100fd000000000000000000000000000002',
  ],
  [
    'ip route add default via 198.18.0.1 dev w1 onlink',
    addDefaultRouteRequest(W1, '198.18.0.1'),
    '2c00000018000506f2210c6b0000000002000000fe0300010400000008000500c612000108000400a1860100',
  ],
];

/**
 * `ip link add w1 index 100001 mtu 1400 address 02:00:00:00:00:02 numtxqueues 1 numrxqueues 1 group 7117 type veth
 * peer name eth0 index 2 mtu 1400 address 02:00:00:00:00:01 numtxqueues 1 numrxqueues 1 gso_max_segs 1 netns PID`
 */
const VETH_BY_PID =
  'b800000010000506f2210c6b0000000000000000a1860100000000000000000008000400780500000a000100020000000002000008001f0001000000' +
  '080020000100000008001b00cd1b000007000300773100006400120008000100766574685800020054000100000000000200000000000000' +
  '000000000800' +
  '0400780500000a000100020000000001000008001f00010000000800200001000000080028000100000008001300821b0000' +
  '090003006574683000000000';

describe('requests', () => {
  test.each(AS_IPROUTE)('%s', (_, request, expected) => {
    expect(hexOf(request)).toBe(expected);
  });

  test('a veth pair is that of iproute2, but its far end goes to a namespace that is open as 7 and not to that of a process', () => {
    const near = { name: 'w1', index: W1, mac: Uint8Array.of(2, 0, 0, 0, 0, 2) };
    const far = { name: 'eth0', index: 2, mac: Uint8Array.of(2, 0, 0, 0, 0, 1), namespaceFd: 7 };
    const request = createVethRequest(near, far, { mtu: 1400, group: 7117 });
    expect(hexOf(request)).toBe(VETH_BY_PID.replace('08001300821b0000', '08001c0007000000'));
  });

  test('a default route of IPv6 leaves out the destination ::, which iproute2 names', () => {
    expect(hexOf(addDefaultRouteRequest(W1, 'fd00::1'))).toBe(
      '3800000018000506f2210c6b000000000a000000fe0300010400000014000500fd00000000000000000000000000000108000400a1860100',
    );
  });

  test('a group is removed by its number, and interfaces are asked for with or without it', () => {
    expect(hexOf(deleteGroupRequest(7118)).slice(-16)).toBe('08001b00ce1b0000');
    expect(hexOf(allLinksRequest()).slice(8, 16)).toBe('12000503');
    expect(hexOf(linkRequest(W1, 'w1')).slice(8, 16)).toBe('12000500');
  });

  test('that go out together are numbered, and each begins at a multiple of four', () => {
    const odd: NetlinkRequest = { step: 'odd', type: 16, flags: 0, body: Uint8Array.of(1) };
    const messages = decodeMessages(encodeRequests([odd, odd], 7));
    expect(messages.map(({ sequence, body }) => [sequence, [...body]])).toEqual([
      [7, [1]],
      [8, [1]],
    ]);
    expect(encodeRequests([odd, odd], 7)).toHaveLength(40);
  });

  test('say what they are about', () => {
    expect(addAddressRequest(W1, '198.18.0.9').step).toBe('address 198.18.0.9');
    expect(addDefaultRouteRequest(W1, 'fd00::1').step).toBe('default route by fd00::1');
  });
});

/** From Linux 6.18, with `NETLINK_CAP_ACK` and `NETLINK_EXT_ACK` set. */
const ANSWER = {
  done: '240000000200000101000000b72900000000000020000000100005000100000000000000',
  exists: '240000000200000101000000b7290000efffffff2c000000200005060100000000000000',
  noDevice:
    '400000000200000301000000b7290000edffffff280000001400050601000000000000001b000100697076343a20446576696365206e6f7420666f756e640000',
  end: '140000000300020001000000b729000000000000',
};

describe('answers', () => {
  const answer = (hex: string) => decodeMessages(Buffer.from(hex, 'hex')).map(readAcknowledgement);

  test('say that it was done, or why not, with the words of the kernel where it has any', () => {
    expect(answer(ANSWER.done)).toEqual([{ sequence: 1, errno: null, words: null }]);
    expect(answer(ANSWER.exists)).toEqual([{ sequence: 1, errno: 'EEXIST', words: null }]);
    const words = 'ipv4: Device not found';
    expect(answer(ANSWER.noDevice)).toEqual([{ sequence: 1, errno: 'ENODEV', words }]);
    expect(answer(ANSWER.end)).toEqual([{ sequence: 1, errno: null, words: null }]);
  });

  test('have the words behind the whole request where the kernel repeats it', () => {
    // As `ANSWER.noDevice`, but not capped: 24 bytes of the request's body stand between its head and the words.
    const capped = Buffer.from(ANSWER.noDevice, 'hex');
    const whole = Buffer.concat([capped.subarray(0, 36), Buffer.alloc(24), capped.subarray(36)]);
    whole.writeUInt32LE(whole.length, 0);
    whole.writeUInt16LE(0x200, 6);
    expect(answer(whole.toString('hex'))).toEqual([
      { sequence: 1, errno: 'ENODEV', words: 'ipv4: Device not found' },
    ]);
  });

  test('that are interfaces have number, name, alias and whether they run', () => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(W1, 4);
    head.writeUInt32LE(0x1 | 0x40, 8);
    const body = Buffer.concat([
      head,
      encodeAttribute(3, encodeText('w1')),
      encodeAttribute(20, encodeText('meshbed x')),
    ]);
    const message = { type: 16, flags: 2, sequence: 1, body };
    expect(readLinkRow(message)).toEqual({ index: W1, name: 'w1', alias: 'meshbed x', isRunning: true });
    head.writeUInt32LE(0x1, 8);
    expect(readLinkRow({ ...message, body: head })).toEqual({
      index: W1,
      name: '',
      alias: '',
      isRunning: false,
    });
    expect(readLinkRow({ ...message, type: 24 })).toBeNull();
  });

  test('are read without an end where their lengths lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(2, 3, 16), (bytes, type) => {
        const body = Buffer.from(bytes);
        for (const message of [...decodeMessages(body), { type, flags: 0x200, sequence: 1, body }]) {
          readAcknowledgement(message);
          readLinkRow(message);
        }
        readAttributes(body);
      }),
    );
  });

  test('with an attribute that is nested, or comes twice', () => {
    const bytes = Buffer.concat([
      encodeAttribute(0x8001, encodeText('a')),
      encodeAttribute(1, encodeText('b')),
    ]);
    expect(readAttributes(bytes).get(1)?.toString()).toBe('b\0');
  });
});

describe('addresses', () => {
  test.each([
    ['198.18.0.2', 'c6120002'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['fd00::', 'fd000000000000000000000000000000'],
    ['fd00::2', 'fd000000000000000000000000000002'],
    ['2001:db8:1:22:333:4444:5:6', '20010db8000100220333444400050006'],
    ['::ffff:198.18.0.2', '00000000000000000000ffffc6120002'],
    ['64:ff9b::198.18.0.2', '0064ff9b0000000000000000c6120002'],
  ])('%s', (ip, expected) => {
    expect(Buffer.from(ipToBytes(ip)).toString('hex')).toBe(expected);
  });

  test.each(['', '198.18.0', 'example.org', 'fe80::1%eth0', '1:2'])('not %s', (ip) => {
    expect(() => ipToBytes(ip)).toThrow(`not an IP literal: ${ip}`);
  });
});
