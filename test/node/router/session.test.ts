import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readCaptureRecords } from '../../../node/contract/capture.ts';
import type { PairCounters, RouterCommand, RouterEventBody } from '../../../node/contract/router.ts';
import { parseRouterCommand } from '../../../node/router/commands.ts';
import { Packet } from '../../../node/router/packet.ts';
import type { WirePort } from '../../../node/router/router.ts';
import type { WireRefusals } from '../../../node/router/send-batch.ts';
import { RouterSession } from '../../../node/router/session.ts';
import type { WireFrame } from '../../../node/router/wire-socket.ts';
import { ipv4, udp } from './packets.ts';

const NODES = [
  { node: 'a', addresses: ['198.18.0.2', 'fd00:12::2'] },
  { node: 'b', addresses: ['198.18.0.3'] },
];
const INTERFACES = ['', 'w-a', 'w-b'];
const [WIRE_A, WIRE_B] = [1, 2];
const CONFIGURE = {
  type: 'configure',
  ...{ run: 'run', router: 'router', addresses: ['198.18.0.1'], seed: 1, nodes: NODES, elsewhere: 'open' },
  links: [{ link: 'a-b', a: 'a', b: 'b' }],
};

/** WirePort without a kernel: what is put on them is seen when it is flushed, and the system refuses what it is told to. */
class Wireless implements WirePort {
  readonly arriving: WireFrame[] = [];
  readonly sent: { wire: number; bytes: Uint8Array }[] = [];
  refuses: ((refusals: WireRefusals, mark: number) => void) | null = null;
  lost = 0;

  interfaceIndex(name: string): number {
    return Math.max(0, INTERFACES.indexOf(name));
  }

  next(): WireFrame | null {
    return this.arriving.shift() ?? null;
  }

  put(wire: number, bytes: Uint8Array, mark: number, refusals: WireRefusals): void {
    if (this.refuses) this.refuses(refusals, mark);
    else this.sent.push({ wire, bytes: Uint8Array.from(bytes) });
  }

  overflows(): number {
    return this.lost;
  }

  release(): void {}
  flush(): void {}
  tellTime(): void {}
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A router in a thread that is this one. */
class Spoken {
  readonly wires = new Wireless();
  readonly events: RouterEventBody[] = [];
  readonly #session = new RouterSession(this.wires, {
    run: null,
    emit: (event) => this.events.push(event),
    backlog: () => 0,
  });

  /** Configured, with both wires. */
  static routed(configure: object = {}): Spoken {
    const spoken = new Spoken();
    spoken.say({ ...CONFIGURE, ...configure });
    const changes = NODES.map(({ node }) => ({ node, wire: `w-${node}` }));
    spoken.say({ type: 'nodes', ref: 'n', changes });
    return spoken;
  }

  static between(conditions: object, configure: object = {}): Spoken {
    return Spoken.routed({ links: [{ link: 'a-b', a: 'a', b: 'b', ab: conditions }], ...configure });
  }

  say(command: object): RouterEventBody | undefined {
    this.#session.command(parseRouterCommand(JSON.stringify(command)) as RouterCommand);
    return this.events.at(-1);
  }

  /** Comes in by a wire, after it has waited for so long. */
  arrive(packet: Uint8Array | null, interfaceIndex = WIRE_A, waitedMs = 0): void {
    const atMs = performance.now() - waitedMs;
    this.wires.arriving.push({ interfaceIndex, atMs, packet, isIp: packet !== null });
    this.#session.turn();
  }

  after(ms: number): void {
    vi.advanceTimersByTime(ms);
    this.#session.turn();
  }

  /** Time passes, in which the thread hardly waited or waited for all of it. */
  look(waitedMs: number): void {
    this.#session.look(performance.now(), waitedMs);
  }

  get nextDueMs(): number {
    return this.#session.nextDueMs;
  }

  counters() {
    return this.say({ type: 'counters', ref: 'c' }) as RouterEventBody & { type: 'counters' };
  }

  late() {
    return this.events.filter((event) => event.type === 'late');
  }
}

/** D1, as of a relay. */
function isBalanced({
  offered,
  duplicated,
  passed,
  dropped,
  overload,
  errors,
  inFlight,
}: PairCounters): boolean {
  const sum = (counts: object) => Object.values(counts).reduce((total: number, count) => total + count, 0);
  return offered + duplicated === passed + sum(dropped) + sum(overload) + sum(errors) + inFlight;
}

describe('a packet', () => {
  test('R1: leaves when its time has come, and not before, counted from when the kernel had it', () => {
    const spoken = Spoken.between({ latencyMs: 10 });
    spoken.arrive(ipv4(), WIRE_A, 4);
    expect(spoken.nextDueMs - performance.now()).toBeCloseTo(6);
    spoken.after(5);
    expect(spoken.wires.sent).toEqual([]);
    spoken.after(1);
    expect(spoken.wires.sent.map(({ wire }) => wire)).toEqual([WIRE_B]);
  });

  test.each([-5, 3_600_000])(
    'that came %d ms ago, by a clock that was set meanwhile, came now',
    (waitedMs) => {
      const spoken = Spoken.between({ latencyMs: 10 });
      spoken.arrive(ipv4(), WIRE_A, waitedMs);
      expect(spoken.nextDueMs - performance.now()).toBeCloseTo(10);
      spoken.look(0);
      expect(spoken.late()).toEqual([]);
    },
  );

  test('that came by the wire of no node is counted, and goes nowhere', () => {
    const spoken = Spoken.routed();
    spoken.arrive(ipv4(), 9);
    expect(spoken.counters().health.strayed).toBe(1);
    expect(spoken.wires.sent).toEqual([]);
  });

  test('that is none of IP, or too long for a wire, is counted', () => {
    const spoken = Spoken.routed();
    spoken.arrive(null);
    spoken.wires.arriving.push({ interfaceIndex: WIRE_A, atMs: 0, packet: null, isIp: true });
    spoken.after(0);
    expect(spoken.counters().refusals).toEqual([{ node: 'a', refused: { protocol: 1, length: 1 } }]);
  });

  test('for a node that has no wire yet is an error of its pair', () => {
    const spoken = new Spoken();
    spoken.say(CONFIGURE);
    spoken.say({ type: 'nodes', ref: 'n', changes: [{ node: 'a', wire: 'w-a' }] });
    spoken.arrive(ipv4());
    const [pair] = spoken.counters().pairs;
    expect(pair).toMatchObject({
      from: 'a',
      to: 'b',
      link: 'a-b',
      offered: 1,
      passed: 0,
      errors: { 'no-wire': 1 },
    });
  });

  test('comes and goes by the wire that its node has now', () => {
    const spoken = Spoken.routed();
    spoken.say({ type: 'nodes', ref: 'm', changes: [{ node: 'a', wire: 'w-b' }] });
    spoken.arrive(ipv4(), WIRE_A);
    spoken.arrive(ipv4({ from: '198.18.0.2', to: '198.18.0.1' }), WIRE_B);
    expect(spoken.counters().health.strayed).toBe(1);
    expect(spoken.wires.sent.map(({ wire }) => wire)).toEqual([WIRE_B]);
  });

  test('that was under way to an address which its node has left is dropped there, and counted', () => {
    const spoken = Spoken.between({ latencyMs: 10 });
    spoken.arrive(ipv4());
    spoken.say({ type: 'nodes', ref: 'm', changes: [{ node: 'b', addresses: ['198.18.9.9'] }] });
    spoken.arrive(ipv4({ to: '198.18.9.9' }));
    spoken.after(10);
    const [pair] = spoken.counters().pairs;
    expect(pair).toMatchObject({ offered: 2, passed: 1, dropped: { moved: 1 } });
    expect(pair).toSatisfy(isBalanced);
    expect(spoken.wires.sent).toHaveLength(1);
  });
});

describe('R2: what the router itself does to packets is said, apart from the conditions', () => {
  test('too much under way', () => {
    const spoken = Spoken.between({ latencyMs: 10 }, { limits: { datagrams: 2 } });
    for (let i = 0; i < 5; i++) spoken.arrive(ipv4());
    const { pairs } = spoken.counters();
    expect(pairs[0]).toMatchObject({ offered: 5, inFlight: 2, overload: { full: 3, sendQueue: 0 } });
    expect(spoken.late()).toMatchObject([{ cause: 'full', datagrams: 3 }]);
    expect(pairs.every(isBalanced)).toBe(true);
  });

  test('what the system takes no more, or refuses', () => {
    const spoken = Spoken.routed();
    spoken.wires.refuses = (refusals, mark) => refusals.notTaken(mark);
    spoken.arrive(ipv4());
    spoken.wires.refuses = (refusals, mark) => refusals.refused(mark, 'ENETDOWN');
    spoken.arrive(ipv4());
    const { pairs } = spoken.counters();
    expect(pairs[0]).toMatchObject({
      offered: 2,
      passed: 0,
      errors: { ENETDOWN: 1 },
      overload: { sendQueue: 1 },
    });
    expect(pairs.every(isBalanced)).toBe(true);
  });

  test('what waited before it was read', () => {
    const spoken = Spoken.routed();
    spoken.arrive(ipv4(), WIRE_A, 15);
    expect(spoken.late()).toEqual([]);
    spoken.arrive(ipv4(), WIRE_A, 80);
    spoken.look(0);
    expect(spoken.late()).toMatchObject([{ cause: 'loop', lateMs: 80, datagrams: 1 }]);
  });

  test('what found no room before it was read', () => {
    const spoken = Spoken.routed();
    spoken.wires.lost = 7;
    expect(spoken.counters().health.receive).toBe(7);
    expect(spoken.counters().health.receive).toBe(7);
    expect(spoken.late()).toMatchObject([{ cause: 'full', datagrams: 7 }]);
  });

  test('that it had no idle moment', () => {
    const spoken = Spoken.routed();
    vi.advanceTimersByTime(250);
    spoken.look(200);
    expect(spoken.late()).toEqual([]);
    vi.advanceTimersByTime(250);
    spoken.look(205);
    expect(spoken.late()).toMatchObject([{ cause: 'saturated' }]);
  });
});

test('a capture has every packet as it came in and as it left, and events that name its direction', () => {
  const spoken = Spoken.between({ latencyMs: 10 }, { capture: true });
  spoken.arrive(ipv4());
  spoken.after(10);
  spoken.counters();
  expect(spoken.events).toContainEqual({ type: 'pair', direction: 0, from: 'a', to: 'b' });
  const captures = spoken.events.filter((event) => event.type === 'capture');
  const records = captures.flatMap(({ records }) => readCaptureRecords(Buffer.from(records, 'base64')));
  expect(records.map(({ direction, side, payload }) => [direction, side, payload.length])).toEqual([
    [0, 'in', ipv4().length],
    [0, 'out', ipv4().length],
  ]);
});

describe('a gate', () => {
  /** Of b; a packet is of 33 bytes, and takes 100 ms. */
  const downlink = { rateBps: 2640, queueBytes: 100 };

  test('holds what comes by its downlink until it is through', () => {
    const spoken = Spoken.between({ latencyMs: 10 }, { gates: [{ nodes: ['b'], downlink }] });
    spoken.arrive(ipv4());
    spoken.after(10);
    expect(spoken.wires.sent).toEqual([]);
    expect(spoken.nextDueMs - performance.now()).toBeCloseTo(100);
    spoken.after(100);
    expect(spoken.wires.sent.map(({ wire }) => wire)).toEqual([WIRE_B]);
  });

  test('counts with the pair what it drops, and nothing is lost between the lines', () => {
    const gates = [{ nodes: ['b'], downlink, firewall: true }];
    const spoken = Spoken.between({ latencyMs: 10 }, { gates });
    for (let i = 0; i < 5; i++) spoken.arrive(ipv4());
    expect(spoken.counters().pairs.every(isBalanced)).toBe(true);
    spoken.after(10);
    expect(spoken.counters().pairs).toMatchObject([{ inFlight: 3, dropped: { downlink: 2 } }]);
    expect(spoken.counters().pairs.every(isBalanced)).toBe(true);
    spoken.after(300);
    expect(spoken.counters().pairs).toMatchObject([
      { offered: 5, inFlight: 0, passed: 0, dropped: { downlink: 2, firewall: 3 } },
    ]);
  });

  test('tells when its downlink let nothing through, and how long all of the way took', () => {
    const spoken = Spoken.between({ latencyMs: 200 }, { gates: [{ nodes: ['b'], downlink }] });
    for (let i = 0; i < 3; i++) spoken.arrive(ipv4());
    for (const ms of [5, 30, 30, 27, 58]) {
      spoken.after(ms);
      spoken.arrive(ipv4());
    }
    spoken.after(1000);
    const [pair] = spoken.counters().pairs;
    expect(pair!.dropped).toEqual({ downlink: 4 });
    expect(pair!.outages).toMatchObject([{ dropped: 4 }]);
    const [outage] = pair!.outages!;
    expect(outage!.toMs - outage!.fromMs).toBeCloseTo(2 * 87);
    expect(pair!.delays!.map(({ tookMs }) => Math.round(tookMs))).toEqual([500]);
  });

  test('captures what it drops, with the reason', () => {
    const gates = [{ nodes: ['b'], firewall: true }];
    const spoken = Spoken.routed({ gates, capture: true });
    spoken.arrive(ipv4());
    spoken.counters();
    const captures = spoken.events.filter((event) => event.type === 'capture');
    const records = captures.flatMap(({ records }) => readCaptureRecords(Buffer.from(records, 'base64')));
    expect(records.map(({ side, dropped }) => [side, dropped])).toEqual([
      ['in', null],
      ['out', 'firewall'],
    ]);
  });
});

describe('an attack', () => {
  const ATTACK = { type: 'attack', ref: 'x', node: 'b', port: 2000, count: 3, everyMs: 10 };

  test('sends to the port what a neighbour has sent, and counts what comes back', () => {
    const spoken = Spoken.routed();
    spoken.say({ ...ATTACK, kinds: ['replayed'] });
    spoken.arrive(ipv4());
    for (let i = 0; i < 3; i++) spoken.after(10);
    const shots = spoken.wires.sent.map(({ bytes }) => {
      const packet = new Packet();
      expect(packet.read(bytes)).toBeNull();
      return { port: packet.sourcePort, payload: [...packet.bytes.subarray(packet.udpPayloadAt)] };
    });
    const { port } = shots.at(-1)!;
    expect(shots.at(-1)!.payload).toEqual([1, 2, 3, 4, 5]);
    spoken.arrive(
      ipv4({ from: '198.18.0.3', to: '198.18.0.1', payload: udp(Uint8Array.of(7), 2000, port) }),
      WIRE_B,
    );
    const elsewhere = udp(Uint8Array.of(8), 2000, port - 1);
    spoken.arrive(ipv4({ from: '198.18.0.3', to: '198.18.0.1', payload: elsewhere }), WIRE_B);
    expect(spoken.events.some(({ type }) => type === 'attacked')).toBe(false);
    spoken.after(300);
    const attacked = spoken.events.find((event) => event.type === 'attacked')!;
    expect(attacked).toMatchObject({ ref: 'x', answers: 1, firstAnswer: Buffer.of(7).toString('base64') });
    expect(Object.values(attacked.sent).reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(spoken.nextDueMs).toBe(Number.POSITIVE_INFINITY);
  });

  const attackBehind = (gate: object, kinds = ['garbage']) => {
    const spoken = Spoken.routed({ gates: [{ nodes: ['b'], ...gate }] });
    spoken.say({ ...ATTACK, kinds });
    spoken.after(0);
    const sentAt = (ms: number) => {
      spoken.after(ms);
      return spoken.wires.sent.length;
    };
    const attacked = () => spoken.events.find((event) => event.type === 'attacked');
    return { spoken, sentAt, attacked };
  };

  test('is stopped by a firewall, which keeps out each of its datagrams', () => {
    const { spoken, sentAt, attacked } = attackBehind({ firewall: true });
    // That the node itself sends to its neighbour lets no stranger in.
    spoken.arrive(ipv4({ from: '198.18.0.3', to: '198.18.0.2' }), WIRE_B);
    expect([sentAt(10), sentAt(10)]).toEqual([1, 1]);
    spoken.after(300);
    expect(attacked()).toMatchObject({ ref: 'x', answers: 0, keptOut: 3 });
  });

  test('has its turn in a downlink as others have, and is over when the last of it has been heard', () => {
    const { sentAt, attacked } = attackBehind({ downlink: { rateBps: 8_000, queueBytes: 10_000 } });
    // A byte a millisecond: what is sent at once comes when all before it has.
    expect([sentAt(10), sentAt(10)]).toEqual([0, 0]);
    expect(sentAt(27)).toBe(0);
    for (let i = 0; i < 3_000; i++) sentAt(1);
    expect(sentAt(0)).toBe(3);
    sentAt(2_000);
    expect(attacked()).toMatchObject({ answers: 0 });
    expect(attacked()).not.toHaveProperty('keptOut');
  });

  test('finds no room where others find none', () => {
    const { sentAt, attacked } = attackBehind({ downlink: { rateBps: 1_000, queueBytes: 1_500 } }, [
      'replayed',
    ]);
    for (let i = 0; i < 40; i++) sentAt(1_000);
    const came = sentAt(0);
    expect(attacked()).toMatchObject({ keptOut: 3 - came });
    expect(came).toBeLessThan(3);
  });

  test('that cannot be: no address of IPv4', () => {
    const spoken = Spoken.routed({ addresses: [] });
    expect(spoken.say({ ...ATTACK, kinds: ['garbage'] })).toMatchObject({
      type: 'error',
      code: 'cannot-attack',
    });
  });
});

test('sides part nodes without a link, from the answer on; null ends it, and no word of them changes nothing', () => {
  const spoken = Spoken.routed({ links: [] });
  const say = (more: object) => spoken.say({ type: 'link', ref: 'l', changes: [], ...more });
  const arrived = () => {
    spoken.wires.sent.splice(0);
    spoken.arrive(ipv4());
    return spoken.wires.sent.length;
  };
  expect(say({ sides: [['a'], ['b']] })).toMatchObject({ type: 'changed', ref: 'l' });
  expect(arrived()).toBe(0);
  say({});
  expect(arrived()).toBe(0);
  say({ sides: null });
  expect(arrived()).toBe(1);
  expect(spoken.counters().pairs).toMatchObject([{ from: 'a', to: 'b', offered: 3, dropped: { cut: 2 } }]);
});

describe('a command that cannot be carried out', () => {
  test.each([
    [CONFIGURE, 'already-configured'],
    [{ type: 'nodes', ref: 'r', changes: [{ node: 'z', wire: 'w-a' }] }, 'no-such-node'],
    [{ type: 'nodes', ref: 'r', changes: [{ node: 'a', wire: 'w-z' }] }, 'no-such-wire'],
    [{ type: 'nodes', ref: 'r', changes: [{ node: 'a', gates: [0] }] }, 'no-such-gate'],
    [{ type: 'link', ref: 'r', changes: [{ from: 'a', to: 'z', cut: true }] }, 'no-such-node'],
    [{ type: 'link', ref: 'r', changes: [], sides: [['a'], ['z']] }, 'no-such-node'],
  ])('%j is %s', (command, code) => {
    expect(Spoken.routed().say(command)).toMatchObject({ type: 'error', code });
  });

  test('changes nothing, though some of it could be', () => {
    const spoken = Spoken.routed();
    spoken.say({
      ...{ type: 'nodes', ref: 'r' },
      changes: [
        { node: 'a', addresses: ['198.18.9.9'] },
        { node: 'b', wire: 'w-z' },
      ],
    });
    spoken.arrive(ipv4());
    expect(spoken.wires.sent).toHaveLength(1);
  });

  test('comes before there is a run', () => {
    expect(new Spoken().say({ type: 'counters', ref: 'r' })).toMatchObject({
      code: 'not-configured',
      ref: 'r',
    });
  });

  test.each([
    [
      'an address that no single node can have',
      { nodes: [{ node: 'a', addresses: ['224.0.0.1'] }] },
      /no single node/,
    ],
    ['an address of two nodes', { nodes: [...NODES, { node: 'c', addresses: ['fd00:12:0::2'] }] }, /twice/],
    ['a node twice', { nodes: [...NODES, { node: 'a', addresses: [] }] }, /a twice/],
    ['a link to no node', { links: [{ link: 'l', a: 'a', b: 'z' }] }, /links z, which is no node/],
    [
      'two links between two nodes',
      { links: [CONFIGURE.links[0], { link: 'l', a: 'b', b: 'a' }] },
      /a and b twice/,
    ],
    ['two addresses of one family of its own', { addresses: ['198.18.0.1', '198.18.0.9'] }, /more than one/],
    [
      'a gate before no node',
      { gates: [{ nodes: ['z'], firewall: true }] },
      /"gates\[0\]" has z, which is no node/,
    ],
    ['a gate twice before a node', { gates: [{ nodes: ['a', 'a'] }] }, /"gates\[0\].nodes" has a twice/],
    [
      'an uplink of no rate',
      { gates: [{ nodes: ['a'], uplink: { rateBps: 0 } }] },
      /"gates\[0\].uplink.rateBps"/,
    ],
    ['no word on what holds elsewhere', { elsewhere: undefined }, /"elsewhere" must be an object/],
  ])('because it has %s', (_, wrong, text) => {
    expect(() => parseRouterCommand(JSON.stringify({ ...CONFIGURE, ...wrong }))).toThrow(text);
  });
});

test.each([{ sides: 'a' }, { sides: ['a'] }, { sides: [[1]] }, { sides: {} }])(
  'sides are lists of names: not %j',
  (wrong) => {
    const command = { type: 'link', ref: 'l', changes: [], ...wrong };
    expect(() => parseRouterCommand(JSON.stringify(command))).toThrow(/sides/);
  },
);

test('after a reset there is no trace of the run', () => {
  const spoken = Spoken.between({ latencyMs: 10 });
  spoken.arrive(ipv4());
  expect(spoken.say({ type: 'reset' })).toMatchObject({ type: 'idle' });
  spoken.after(10);
  spoken.say(CONFIGURE);
  expect(spoken.wires.sent).toEqual([]);
  expect(spoken.counters().pairs).toEqual([]);
});
