import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../node/link/gates/address.ts';
import { Firewall } from '../../../node/link/gates/firewall.ts';
import { type IcmpNote, icmpErrorPacket } from '../../../node/router/icmp.ts';
import { Packet } from '../../../node/router/packet.ts';
import { echo, ipv4, ipv6, type Made, MORE_FRAGMENTS, udp } from './packets.ts';

const INSIDE = '198.18.0.2';
const OUTSIDE = '198.18.0.3';
const FIN = 1;
const SYN = 2;
const RESET = 4;
const ACK = 16;

function packetOf(bytes: Uint8Array): Packet {
  const packet = new Packet();
  expect(packet.read(bytes)).toBeNull();
  return packet;
}

/** A firewall before the one node; what it is sent at a moment, and whether that comes in. */
function guarded(room?: number) {
  const firewall = new Firewall(room);
  const sends = (atMs: number, made: Made) => {
    firewall.leaving(atMs, packetOf(ipv4({ from: INSIDE, to: OUTSIDE, ...made })));
  };
  const letsIn = (atMs: number, made: Made) =>
    firewall.admits(atMs, packetOf(ipv4({ from: OUTSIDE, to: INSIDE, ...made })));
  return { firewall, sends, letsIn };
}

const from = (source: number, destination: number) => ({
  payload: udp(Uint8Array.of(1), source, destination),
});

function tcp(source: number, destination: number, flags = ACK): Made {
  const payload = new Uint8Array(20);
  const view = new DataView(payload.buffer);
  view.setUint16(0, source);
  view.setUint16(2, destination);
  payload[12] = 0x50;
  payload[13] = flags;
  return { protocol: 6, payload };
}

function echoReply(): Uint8Array {
  const bytes = echo();
  bytes[0] = 0;
  return bytes;
}

describe('a firewall', () => {
  test('A1: lets nothing in to a node that has sent nothing', () => {
    const { letsIn } = guarded();
    expect(letsIn(0, from(53, 4000))).toBe(false);
    expect(letsIn(0, tcp(80, 4000, SYN))).toBe(false);
    expect(letsIn(0, { protocol: 1, payload: echo() })).toBe(false);
    expect(letsIn(0, { protocol: 50 })).toBe(false);
  });

  test('A1: lets in what answers: from that address and port, to that port, by that protocol', () => {
    const { sends, letsIn } = guarded();
    sends(0, from(4000, 53));
    expect(letsIn(1, from(53, 4000))).toBe(true);
    expect(letsIn(1, from(54, 4000))).toBe(false);
    expect(letsIn(1, from(53, 4001))).toBe(false);
    expect(letsIn(1, { ...from(53, 4000), from: '198.18.0.4' })).toBe(false);
    expect(letsIn(1, { ...from(53, 4000), to: '198.18.0.5' })).toBe(false);
    expect(letsIn(1, tcp(53, 4000))).toBe(false);
  });

  test('A1: for a minute since the last of it, in either direction', () => {
    const { sends, letsIn } = guarded();
    sends(0, from(4000, 53));
    expect(letsIn(59_999, from(53, 4000))).toBe(true);
    expect(letsIn(119_998, from(53, 4000))).toBe(true);
    expect(letsIn(179_998, from(53, 4000))).toBe(false);
  });

  test('A1: of TCP for two hours, and a minute once one end has closed or reset it', () => {
    for (const flags of [FIN | ACK, RESET]) {
      const { sends, letsIn } = guarded();
      sends(0, tcp(4000, 80, SYN));
      expect(letsIn(7_199_999, tcp(80, 4000))).toBe(true);
      expect(letsIn(7_200_000, tcp(80, 4000, flags))).toBe(true);
      expect(letsIn(7_259_999, tcp(80, 4000))).toBe(true);
    }
    const { sends, letsIn } = guarded();
    sends(0, tcp(4000, 80, SYN));
    sends(10, tcp(4000, 80, FIN | ACK));
    expect(letsIn(20, tcp(80, 4000, FIN | ACK))).toBe(true);
    sends(2000, tcp(4000, 80, ACK));
    expect(letsIn(61_999, tcp(80, 4000))).toBe(true);
    expect(letsIn(122_000, tcp(80, 4000))).toBe(false);
    sends(130_000, tcp(4000, 80, SYN));
    expect(letsIn(7_000_000, tcp(80, 4000))).toBe(true);
  });

  test('lets in replies to an echo, by its identifier, and no requests', () => {
    const { sends, letsIn } = guarded();
    sends(0, { protocol: 1, payload: echo() });
    const others = echoReply();
    others[5]!++;
    expect(letsIn(1, { protocol: 1, payload: echoReply() })).toBe(true);
    expect(letsIn(1, { protocol: 1, payload: others })).toBe(false);
    expect(letsIn(1, { protocol: 1, payload: echo() })).toBe(false);
  });

  test('lets in a protocol without ports by the two addresses', () => {
    const { sends, letsIn } = guarded();
    sends(0, { protocol: 50 });
    expect(letsIn(1, { protocol: 50 })).toBe(true);
    expect(letsIn(1, { protocol: 51 })).toBe(false);
  });

  test('does the same for IPv6, with its own ICMP', () => {
    const firewall = new Firewall();
    const [inside, outside] = ['fd00:12::2', 'fd00:12::3'];
    const there = { from: inside, to: outside };
    const back = { from: outside, to: inside };
    const ping = (type: number) => ({ protocol: 58, payload: Uint8Array.of(type, 0, 0, 0, 1, 2, 0, 1) });
    expect(firewall.admits(0, packetOf(ipv6({ ...back, ...from(53, 4000) })))).toBe(false);
    firewall.leaving(0, packetOf(ipv6({ ...there, ...from(4000, 53) })));
    firewall.leaving(0, packetOf(ipv6({ ...there, ...ping(128) })));
    expect(firewall.admits(1, packetOf(ipv6({ ...back, ...from(53, 4000) })))).toBe(true);
    expect(firewall.admits(1, packetOf(ipv6({ ...back, ...ping(129) })))).toBe(true);
    expect(firewall.admits(1, packetOf(ipv6({ ...back, ...ping(128) })))).toBe(false);
  });
});

describe('an error of ICMP comes in', () => {
  const about = (note: IcmpNote, sent: Uint8Array, by = OUTSIDE) =>
    packetOf(icmpErrorPacket(note, packetOf(sent), parseAddress(by), 600)!);

  test('where it is about what went out, from whomever it comes', () => {
    const { firewall, sends } = guarded();
    for (const made of [from(4000, 53), tcp(4000, 80), { protocol: 1, payload: echo() }, { protocol: 50 }]) {
      const sent = ipv4({ from: INSIDE, to: OUTSIDE, ...made });
      expect(firewall.admits(0, about('port unreachable', sent))).toBe(false);
      sends(0, made);
      expect(firewall.admits(1, about('port unreachable', sent))).toBe(true);
      expect(firewall.admits(1, about('time exceeded', sent, '198.18.0.9'))).toBe(true);
    }
  });

  test('where it is about that of IPv6', () => {
    const firewall = new Firewall();
    const sent = ipv6({ from: 'fd00:12::2', to: 'fd00:12::3', ...from(4000, 53) });
    expect(firewall.admits(0, about('too big', sent, 'fd00:12::9'))).toBe(false);
    firewall.leaving(0, packetOf(sent));
    expect(firewall.admits(1, about('too big', sent, 'fd00:12::9'))).toBe(true);
  });

  test('and not where another than its receiver sent that, or it quotes next to nothing', () => {
    const { firewall, sends } = guarded();
    sends(0, from(4000, 53));
    const error = about('port unreachable', ipv4({ from: INSIDE, to: OUTSIDE, ...from(4000, 53) }));
    const astray = packetOf(
      ipv4({ from: OUTSIDE, to: '198.18.0.7', protocol: 1, payload: error.bytes.subarray(20) }),
    );
    const short = packetOf(
      ipv4({ from: OUTSIDE, to: INSIDE, protocol: 1, payload: error.bytes.subarray(20, 52) }),
    );
    expect(firewall.admits(1, astray)).toBe(false);
    expect(firewall.admits(1, short)).toBe(false);
  });
});

describe('of a datagram in fragments', () => {
  const beginning = (source: number): Made => ({
    payload: udp(new Uint8Array(8), source, 4000),
    place: MORE_FRAGMENTS,
  });
  const first = beginning(53);
  const last = { payload: new Uint8Array(16), place: 2 };

  test('A2: the first is judged, and the others pass in whatever order they come', () => {
    const { sends, letsIn } = guarded();
    expect(letsIn(0, first)).toBe(false);
    expect(letsIn(0, last)).toBe(false);
    sends(0, from(4000, 53));
    expect(letsIn(1, last)).toBe(true);
    expect(letsIn(1, first)).toBe(true);
    expect(letsIn(1, beginning(54))).toBe(false);
  });

  test('A2: they pass as long as their firsts do', () => {
    const { sends, letsIn } = guarded();
    sends(0, from(4000, 53));
    expect(letsIn(50_000, first)).toBe(true);
    expect(letsIn(100_000, last)).toBe(true);
    expect(letsIn(110_001, last)).toBe(false);
  });
});

test('what is too short for its ports does not come in', () => {
  const { sends, letsIn } = guarded();
  sends(0, { payload: new Uint8Array(3) });
  expect(letsIn(1, { payload: new Uint8Array(3) })).toBe(false);
});

test('A3: where there is no room, what was used longest ago is forgotten', () => {
  const { firewall, sends, letsIn } = guarded(3);
  for (const port of [1, 2, 3]) sends(0, from(4000, port));
  expect(letsIn(1000, from(1, 4000))).toBe(true);
  sends(1000, from(4000, 4));
  expect([1, 2, 3, 4].map((port) => letsIn(1000, from(port, 4000)))).toEqual([true, false, true, true]);
  for (let port = 5; port < 50; port++) sends(1000, { ...from(4000, port), to: `198.18.1.${port}` });
  expect(firewall.size).toBe(6);
});
