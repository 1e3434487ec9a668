import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouterLink } from '../../../node/contract/router.ts';
import { addressToText, parseAddress } from '../../../node/link/gates/address.ts';
import type { Gate } from '../../../node/link/gates/gate.ts';
import { Forwarding, type ForwardingPlan } from '../../../node/router/forwarding.ts';
import { Packet } from '../../../node/router/packet.ts';
import { echo, hasSoundHead, ipv4, ipv6, MORE_FRAGMENTS, plainChecksum, udp } from './packets.ts';

const NODES = [
  { node: 'a', addresses: ['198.18.0.2', 'fd00:12::2'] },
  { node: 'b', addresses: ['198.18.0.3', 'fd00:12::3'] },
  { node: 'c', addresses: ['198.18.0.4'] },
];
const A = 0;
const B = 1;
const C = 2;

interface Sent {
  dueMs: number;
  to: number;
  bytes: Uint8Array;
  hasPair: boolean;
}

/** A router between a, b and c, what it sends, and what became of what entered pairs. */
function routed(plan: Partial<ForwardingPlan> = {}) {
  const sent: Sent[] = [];
  const entered: (string | null)[] = [];
  const pairs: string[] = [];
  const forwarding = new Forwarding(
    { seed: 1, addresses: ['198.18.0.1', 'fd00:12::1'], nodes: NODES, links: [], elsewhere: 'open', ...plan },
    {
      pairMade: ({ direction: { from, to } }) => pairs.push(`${from}→${to}`),
      entered: (_nowMs, _pair, _bytes, { dropped }) => entered.push(dropped),
      send: (dueMs, { to }, _place, bytes) => {
        sent.push({ dueMs, to, bytes: Uint8Array.from(bytes), hasPair: true });
      },
      tell: (to, bytes) => {
        sent.push({ dueMs: Number.NaN, to, bytes: Uint8Array.from(bytes), hasPair: false });
      },
      received: () => false,
    },
  );
  const refused = (node: string) => forwarding.refusals().find((each) => each.node === node)?.refused ?? {};
  return { forwarding, sent, entered, pairs, refused };
}

const link = (conditions: Partial<RouterLink>): RouterLink[] => [
  { link: 'a-b', a: 'a', b: 'b', ...conditions },
];

/** What a word of ICMP over IPv4 is, by its type and code. */
const noteIn = ({ bytes }: Sent) => [...bytes.subarray(20, 22)];

describe('a packet from one node to another', () => {
  test('leaves by the wire of the node that has its destination, one hop older', () => {
    const { forwarding, sent } = routed();
    forwarding.enter(5, A, ipv4());
    forwarding.enter(6, A, ipv6());
    expect(sent.map(({ dueMs, to }) => [dueMs, to])).toEqual([
      [5, B],
      [6, B],
    ]);
    expect(sent[0]!.bytes[8]).toBe(63);
    expect(hasSoundHead(sent[0]!.bytes)).toBe(true);
    expect(sent[1]!.bytes).toEqual(ipv6({ hops: 63 }));
  });

  test('G2: meets the conditions of its pair, whatever it carries and wherever it comes from', () => {
    const { forwarding, sent } = routed({ links: link({ ab: { latencyMs: 10 }, ba: { latencyMs: 70 } }) });
    for (const protocol of [1, 6, 17, 50, 132]) forwarding.enter(0, A, ipv4({ protocol }));
    forwarding.enter(0, A, ipv4({ payload: udp(Uint8Array.of(1), 40_000, 53) }));
    forwarding.enter(0, A, ipv6({ protocol: 6 }));
    forwarding.enter(0, B, ipv4({ from: '198.18.0.3', to: '198.18.0.2' }));
    expect(sent.map(({ dueMs }) => dueMs)).toEqual([10, 10, 10, 10, 10, 10, 10, 70]);
  });

  test('draws from the stream of its pair, as a relay does', () => {
    const lost = (elsewhere: ForwardingPlan['elsewhere'], links: RouterLink[]) => {
      const { forwarding, entered } = routed({ links, elsewhere });
      for (let i = 0; i < 100; i++) forwarding.enter(i, A, ipv4());
      return entered;
    };
    const asLink = lost('open', link({ ab: { loss: 0.3 } }));
    expect(asLink.filter((dropped) => dropped === 'loss').length).toBeGreaterThan(10);
    expect(lost({ loss: 0.3 }, [])).toEqual(asLink);
  });

  test('arrives twice where the pair says so', () => {
    const { forwarding, sent } = routed({ links: link({ ab: { duplicate: 1, latencyMs: 4 } }) });
    forwarding.enter(0, A, ipv4());
    expect(sent.map(({ dueMs, to }) => [dueMs, to])).toEqual([
      [4, B],
      [4, B],
    ]);
  });

  test('makes its pair when it is the first', () => {
    const { forwarding, pairs } = routed();
    expect(pairs).toEqual([]);
    for (let i = 0; i < 3; i++) forwarding.enter(i, A, ipv4());
    forwarding.enter(3, B, ipv4({ from: '198.18.0.3', to: '198.18.0.2' }));
    expect(pairs).toEqual(['a→b', 'b→a']);
  });
});

describe('G1: what a node sends from an address that is not its own', () => {
  test('reaches nobody, and is counted with the address', () => {
    const { forwarding, sent, refused } = routed();
    for (const from of ['198.18.0.4', '198.18.0.3', '203.0.113.9']) forwarding.enter(0, A, ipv4({ from }));
    forwarding.enter(0, A, ipv6({ from: 'fd00:12::3' }));
    expect(sent).toEqual([]);
    expect(refused('a')).toEqual({ spoofed: 4 });
    expect(forwarding.refusals()[0]!.firstSpoofed).toBe('198.18.0.4');
  });

  test('is another matter once it has been given that address', () => {
    const { forwarding, sent, refused } = routed();
    forwarding.hosts.moveTo(A, ['198.18.9.9']);
    forwarding.enter(0, A, ipv4());
    forwarding.enter(0, A, ipv4({ from: '198.18.9.9' }));
    forwarding.enter(0, B, ipv4({ from: '198.18.0.3', to: '198.18.9.9' }));
    expect(refused('a')).toEqual({ spoofed: 1 });
    expect(sent.map(({ to }) => to)).toEqual([B, A]);
  });
});

describe('a node that has moved to another address', () => {
  const OLD = '198.18.0.3';
  const NEW = '198.18.9.9';

  test('leaves the one that it had to nobody: who sends there is told so', () => {
    const { forwarding, sent, refused } = routed();
    forwarding.hosts.moveTo(B, [NEW]);
    forwarding.enter(0, A, ipv4({ to: OLD }));
    expect(refused('a')).toEqual({ unreachable: 1 });
    expect(sent.map(noteIn)).toEqual([[3, 1]]);
  });

  test('leaves it to a node that has it by then, in whatever order the two are told', () => {
    const { forwarding, sent } = routed();
    forwarding.hosts.moveTo(C, [OLD]);
    forwarding.hosts.moveTo(B, [NEW]);
    forwarding.enter(0, A, ipv4({ to: OLD }));
    forwarding.enter(0, A, ipv4({ to: NEW }));
    expect(sent.map(({ to }) => to)).toEqual([C, B]);
  });

  test('gets no more of what is under way there', () => {
    const { forwarding } = routed();
    const underWay = (to: string) => forwarding.hosts.isStillThere(B, ipv4({ to }));
    expect(underWay(OLD)).toBe(true);
    forwarding.hosts.moveTo(B, [NEW]);
    expect([underWay(OLD), underWay(NEW)]).toEqual([false, true]);
  });
});

describe('pairs without a link', () => {
  test('G3: closed ones are silent, and stay closed when a partition heals', () => {
    const { forwarding, sent, entered } = routed({ links: link({}), elsewhere: 'closed' });
    forwarding.enter(0, A, ipv4());
    forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
    forwarding.change(0, [{ from: 'a', to: 'c', cut: true }]);
    forwarding.change(0, [{ from: 'a', to: 'c', cut: false }]);
    forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
    expect(sent.map(({ to }) => to)).toEqual([B]);
    expect(entered).toEqual([null, 'cut', 'cut']);
  });

  test('have the conditions that hold elsewhere', () => {
    const { forwarding, sent } = routed({ links: link({}), elsewhere: { latencyMs: 30 } });
    forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
    forwarding.enter(0, A, ipv4());
    expect(sent.map(({ dueMs, to }) => [dueMs, to])).toEqual([
      [30, C],
      [0, B],
    ]);
  });
});

describe('nodes on different sides', () => {
  const between = (more: Partial<ForwardingPlan> = {}) => {
    const { forwarding, entered } = routed({ links: link({}), ...more });
    /** From a to its neighbour b, and to c, which is none. */
    const sends = () => {
      entered.splice(0);
      forwarding.enter(0, A, ipv4());
      forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
      return [...entered];
    };
    return { forwarding, sends };
  };

  test('are apart where they have no link, whether they talked before or not', () => {
    for (const talkedBefore of [true, false]) {
      const { forwarding, sends } = between();
      if (talkedBefore) expect(sends()).toEqual([null, null]);
      forwarding.setSides(0, [['a'], ['b', 'c']]);
      // A link is for `change` to cut.
      expect(sends()).toEqual([null, 'cut']);
      forwarding.setSides(0, []);
      expect(sends()).toEqual([null, null]);
    }
  });

  test('are so while others are together', () => {
    const { forwarding, sends } = between();
    forwarding.setSides(0, [['a', 'c'], ['b']]);
    expect(sends()).toEqual([null, null]);
    forwarding.setSides(0, [['a'], ['b'], ['c']]);
    expect(sends()).toEqual([null, 'cut']);
  });

  test('stay apart afterwards where a command has cut them, or nothing passes elsewhere', () => {
    const { forwarding, sends } = between();
    forwarding.setSides(0, [['a'], ['b', 'c']]);
    forwarding.change(0, [{ from: 'a', to: 'c', cut: true }]);
    forwarding.setSides(0, []);
    expect(sends()).toEqual([null, 'cut']);
    const closed = between({ elsewhere: 'closed' });
    closed.forwarding.setSides(0, [['a', 'c'], ['b']]);
    expect(closed.sends()).toEqual([null, 'cut']);
  });

  test('are so at once; it is said when what was under way has left', () => {
    const { forwarding } = between({ elsewhere: { latencyMs: 100 } });
    forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
    forwarding.pairs[0]!.direction.inFlight++;
    expect(forwarding.setSides(10, [['a'], ['b', 'c']])).toBe(100);
    expect(forwarding.setSides(200, [])).toBe(200);
  });
});

test('a change is in force at once, and says when what was under way has left', () => {
  const { forwarding, sent } = routed({ links: link({ ab: { latencyMs: 100 } }) });
  forwarding.enter(0, A, ipv4());
  forwarding.pairs[0]!.direction.inFlight++;
  expect(forwarding.change(10, [{ from: 'a', to: 'b', conditions: { latencyMs: 1 } }])).toBe(100);
  forwarding.enter(10, A, ipv4());
  forwarding.change(10, [{ from: 'a', to: 'b', cut: true }]);
  forwarding.enter(10, A, ipv4());
  expect(sent.map(({ dueMs }) => dueMs)).toEqual([100, 11]);
});

describe('to the sender the router says', () => {
  test('that all hops were made, and forwards no more', () => {
    const { forwarding, sent, refused } = routed();
    forwarding.enter(0, A, ipv4({ hops: 1 }));
    forwarding.enter(0, A, ipv4({ hops: 2 }));
    expect(sent.map(({ to, hasPair }) => [to, hasPair])).toEqual([
      [A, false],
      [B, true],
    ]);
    expect(noteIn(sent[0]!)).toEqual([11, 0]);
    expect(refused('a')).toEqual({ ttl: 1 });
  });

  test('that nobody has this address', () => {
    const { forwarding, sent, refused } = routed();
    forwarding.enter(0, A, ipv4({ to: '198.18.77.7' }));
    expect(noteIn(sent[0]!)).toEqual([3, 1]);
    expect(refused('a')).toEqual({ unreachable: 1 });
  });

  test('that it listens at no port itself', () => {
    const { forwarding, sent } = routed();
    forwarding.enter(0, A, ipv4({ to: '198.18.0.1' }));
    expect(noteIn(sent[0]!)).toEqual([3, 3]);
  });

  test('an answer to its echo', () => {
    const { forwarding, sent } = routed();
    forwarding.enter(0, A, ipv4({ to: '198.18.0.1', protocol: 1, payload: echo(), hops: 1 }));
    expect(sent.map(({ to, bytes }) => [to, bytes[20]])).toEqual([[A, 0]]);
  });

  test('the MTU of the pair, where a packet may not be cut', () => {
    const { forwarding, sent, entered } = routed({ links: link({ ab: { mtuBytes: 600 } }) });
    forwarding.enter(0, A, ipv4({ payload: udp(new Uint8Array(573)) }));
    forwarding.enter(0, A, ipv4({ payload: udp(new Uint8Array(572)) }));
    expect(entered).toEqual(['mtu', null]);
    expect(noteIn(sent[0]!)).toEqual([3, 4]);
    expect(new DataView(sent[0]!.bytes.buffer).getUint32(24)).toBe(600);
    expect(sent[1]!.bytes).toHaveLength(600);
  });
});

describe('a packet larger than the MTU of its pair', () => {
  test('is cut if it may be; each fragment meets the conditions', () => {
    const { forwarding, sent, entered } = routed({ links: link({ ab: { mtuBytes: 600, latencyMs: 3 } }) });
    forwarding.enter(0, A, ipv4({ place: 0, payload: new Uint8Array(1400) }));
    expect(sent.map(({ dueMs, bytes }) => [dueMs, bytes.length])).toEqual([
      [3, 596],
      [3, 596],
      [3, 268],
    ]);
    expect(entered).toHaveLength(3);
  });

  test('says nothing where the pair is cut off', () => {
    const { forwarding, sent, entered } = routed({ links: link({ ab: { mtuBytes: 600 }, cutAb: true }) });
    for (const place of [0, 0x4000]) forwarding.enter(0, A, ipv4({ place, payload: new Uint8Array(1400) }));
    expect(sent).toEqual([]);
    expect(entered).toEqual(['cut', 'cut']);
  });
});

test('what is unsound, overlaps, or names no node goes nowhere, and is counted by its reason', () => {
  const { forwarding, sent, refused } = routed();
  forwarding.enter(0, A, ipv4().subarray(0, 30));
  forwarding.enter(0, A, ipv4().with(8, 9));
  forwarding.enter(0, A, ipv4({ options: [68, 99, 0, 0] }));
  forwarding.enter(0, A, ipv4({ to: '255.255.255.255', from: '0.0.0.0' }));
  forwarding.enter(0, A, ipv6({ from: 'fe80::1', to: 'ff02::2' }));
  const part = ipv4({ place: MORE_FRAGMENTS, payload: new Uint8Array(64) });
  forwarding.enter(0, A, part);
  forwarding.enter(0, A, Uint8Array.from(part));
  expect(refused('a')).toEqual({ length: 1, checksum: 1, options: 1, local: 2, fragment: 1 });
  expect(sent.map(({ bytes }) => bytes.length)).toEqual([part.length]);
});

test('whatever comes in, what goes out is sound, and goes to a node', () => {
  const { forwarding, sent } = routed({ elsewhere: { mtuBytes: 100, corrupt: 0.5, duplicate: 0.5 } });
  const bases = [
    ipv4(),
    ipv4({ place: 0, payload: new Uint8Array(300) }),
    ipv4({ hops: 1 }),
    ipv6(),
    ipv6({ hops: 1 }),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...bases),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }),
      fc.nat(330),
      (base, changes, length) => {
        const bytes = Uint8Array.from(base.subarray(0, Math.max(1, length)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        sent.length = 0;
        forwarding.enter(0, A, bytes);
        for (const each of sent) {
          expect(new Packet().read(each.bytes)).toBeNull();
          expect([A, B, C]).toContain(each.to);
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(forwarding.pairs.length).toBeGreaterThan(0);
});

describe('a flipped bit', () => {
  const corrupt = link({ ab: { corrupt: 1 } });

  test('in UDP is in the payload, and the checksum follows: it arrives, as it does from a relay', () => {
    const { forwarding, sent } = routed({ links: corrupt });
    for (let i = 0; i < 200; i++) forwarding.enter(0, A, ipv4());
    for (const { bytes } of sent) {
      expect(hasSoundHead(bytes)).toBe(true);
      expect(bytes.subarray(20, 26)).toEqual(udp().subarray(0, 6));
      expect(bytes.subarray(28)).not.toEqual(udp().subarray(8));
      expect(plainChecksum(bytes.subarray(20))).toBe(0);
    }
    expect(new Set(sent.map(({ bytes }) => bytes.subarray(28).join())).size).toBeGreaterThan(20);
  });

  test('in TCP is anywhere behind the header of IP, and the checksum shows it', () => {
    const { forwarding, sent } = routed({ links: corrupt });
    forwarding.enter(0, A, ipv4({ protocol: 6 }));
    expect(hasSoundHead(sent[0]!.bytes)).toBe(true);
    expect(plainChecksum(sent[0]!.bytes.subarray(20))).not.toBe(0);
  });

  test('is none where there is nothing to flip', () => {
    const { forwarding, sent } = routed({ links: corrupt });
    forwarding.enter(0, A, ipv4({ payload: udp(new Uint8Array(0)) }));
    expect(sent[0]!.bytes.subarray(20)).toEqual(udp(new Uint8Array(0)));
    expect(forwarding.pairs[0]!.direction.corrupted).toBe(0);
  });
});

describe('a gate', () => {
  /** Stands before c at 203.0.113.1: rewrites addresses, and lets in only to port 2000. */
  class Porch implements Gate {
    readonly uplink = null;
    readonly downlink = null;

    admits(): boolean {
      return true;
    }

    leaving(_nowMs: number, packet: Packet): string | null {
      return this.#rewrite(packet, 12, '203.0.113.1');
    }

    arriving(_nowMs: number, packet: Packet): string | null {
      if (packet.destinationPort !== 2000) return 'filtered';
      return this.#rewrite(packet, 16, '198.18.0.4');
    }

    #rewrite(packet: Packet, at: number, literal: string): null {
      packet.bytes.set(literal.split('.').map(Number), at);
      if (at === 12) packet.source = parseAddress(literal);
      else packet.destination = parseAddress(literal);
      packet.bytes.set([0, 0], 10);
      const sum = plainChecksum(packet.bytes.subarray(0, 20));
      packet.bytes.set([sum >> 8, sum & 255], 10);
      return null;
    }
  }

  const addressesIn = ({ bytes }: Sent) => {
    const packet = new Packet();
    expect(packet.read(bytes)).toBeNull();
    return [packet.source, packet.destination].map(addressToText);
  };

  test('does nothing between two nodes behind it, unless they speak to its own address', () => {
    const { forwarding, sent } = routed();
    forwarding.hosts.placeGate(new Porch(), ['203.0.113.1'], [A, C]);
    forwarding.enter(0, A, ipv4({ to: '198.18.0.4' }));
    forwarding.enter(0, A, ipv4({ to: '203.0.113.1' }));
    expect(sent.map(addressesIn)).toEqual([
      ['198.18.0.2', '198.18.0.4'],
      ['203.0.113.1', '198.18.0.4'],
    ]);
  });

  test('rewrites what leaves and what arrives, and keeps out what it will', () => {
    const { forwarding, sent, pairs, refused } = routed();
    forwarding.hosts.placeGate(new Porch(), ['203.0.113.1'], [C]);
    forwarding.enter(0, C, ipv4({ from: '198.18.0.4', to: '198.18.0.2' }));
    forwarding.enter(0, A, ipv4({ to: '203.0.113.1' }));
    forwarding.enter(0, A, ipv4({ to: '203.0.113.1', payload: udp(Uint8Array.of(1), 1, 2) }));
    expect(sent.map(addressesIn)).toEqual([
      ['203.0.113.1', '198.18.0.2'],
      ['198.18.0.2', '198.18.0.4'],
    ]);
    expect(pairs).toEqual(['c→a', 'a→c']);
    expect(refused('a')).toEqual({ filtered: 1 });
  });
});
