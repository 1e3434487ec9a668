import { describe, expect, test } from 'vitest';
import type { RouterGate, RouterLink } from '../../../node/contract/router.ts';
import { Forwarding } from '../../../node/router/forwarding.ts';
import type { Pair } from '../../../node/router/pair.ts';
import { ipv4, udp } from './packets.ts';

const ADDRESSES = { alice: '198.18.0.2', phone: '198.18.0.3', bob: '198.18.0.4', carol: '198.18.0.5' };
type Name = keyof typeof ADDRESSES;
const NAMES = Object.keys(ADDRESSES) as Name[];
/** Of 125 bytes in all, so that it takes a millisecond at 1 Mbit/s. */
const PAYLOAD = udp(new Uint8Array(97));

interface Arrival {
  to: Name;
  atMs: number;
}

/** All that is under way goes to the end of its way in order of time, as in the router. */
function behind(gates: RouterGate[], links: RouterLink[] = []) {
  const waiting: { dueMs: number; pair: Pair; bytes: Uint8Array; isThrough: boolean }[] = [];
  const hold = (dueMs: number, pair: Pair, bytes: Uint8Array, isThrough: boolean) =>
    waiting.push({ dueMs, pair, bytes: Uint8Array.from(bytes), isThrough });
  const forwarding = new Forwarding(
    {
      seed: 1,
      addresses: ['198.18.0.1'],
      nodes: NAMES.map((node) => ({ node, addresses: [ADDRESSES[node]] })),
      links,
      elsewhere: 'open',
      gates,
    },
    {
      pairMade: () => {},
      entered: () => {},
      send: (dueMs, pair, _place, bytes) => hold(dueMs, pair, bytes, false),
      tell: () => {},
      received: () => false,
    },
  );
  const send = (atMs: number, from: Name, to: Name, ports: [number, number] = [1, 2]) => {
    const payload = PAYLOAD.slice();
    new DataView(payload.buffer).setUint16(0, ports[0]);
    new DataView(payload.buffer).setUint16(2, ports[1]);
    forwarding.enter(atMs, NAMES.indexOf(from), ipv4({ from: ADDRESSES[from], to: ADDRESSES[to], payload }));
  };
  const arrivals = (): Arrival[] => {
    const all: Arrival[] = [];
    while (waiting.length > 0) {
      waiting.sort((one, other) => one.dueMs - other.dueMs);
      const { dueMs, pair, bytes, isThrough } = waiting.shift()!;
      const throughAtMs = isThrough ? dueMs : pair.arrive(dueMs, bytes);
      if (throughAtMs === null) continue;
      if (throughAtMs > dueMs) hold(throughAtMs, pair, bytes, true);
      else if (pair.admits(dueMs, bytes)) all.push({ to: NAMES[pair.to]!, atMs: dueMs });
    }
    return all;
  };
  const dropped = (from: Name, to: Name) =>
    forwarding.pairs.find(({ direction }) => direction.from === from && direction.to === to)?.direction
      .dropped;
  return { forwarding, send, arrivals, dropped };
}

const between = (a: Name, b: Name, latencyMs: number): RouterLink => ({
  link: `${a}-${b}`,
  a,
  b,
  ab: { latencyMs },
  ba: { latencyMs },
});

describe('a firewall of a site', () => {
  const HOME: RouterGate = { nodes: ['alice', 'phone'], firewall: true };

  test('keeps out who was not sent to, and counts what it keeps out with the pair', () => {
    const { send, arrivals, dropped } = behind([HOME]);
    send(0, 'bob', 'alice');
    send(0, 'bob', 'alice');
    expect(arrivals()).toEqual([]);
    expect(dropped('bob', 'alice')).toEqual({ firewall: 2 });
  });

  test('lets in answers to the node that sent, and to no other of the site', () => {
    const { send, arrivals } = behind([HOME]);
    send(0, 'alice', 'bob', [1, 2]);
    send(1, 'bob', 'alice', [2, 1]);
    send(2, 'bob', 'phone', [2, 1]);
    expect(arrivals()).toEqual([
      { to: 'bob', atMs: 0 },
      { to: 'alice', atMs: 1 },
    ]);
  });

  test('does not stand between its own nodes', () => {
    const { send, arrivals } = behind([HOME]);
    send(0, 'alice', 'phone');
    expect(arrivals()).toEqual([{ to: 'phone', atMs: 0 }]);
  });

  test('judges what comes when it comes: two that send to each other at once are let in', () => {
    const both: RouterGate[] = [HOME, { nodes: ['bob'], firewall: true }];
    const { send, arrivals } = behind(both, [between('alice', 'bob', 50)]);
    send(0, 'alice', 'bob', [1, 2]);
    send(20, 'bob', 'alice', [2, 1]);
    expect(arrivals()).toEqual([
      { to: 'bob', atMs: 50 },
      { to: 'alice', atMs: 70 },
    ]);
  });

  test('has that of a node of its own inside, which stands between its nodes too', () => {
    const { send, arrivals, dropped } = behind([{ nodes: ['alice'], firewall: true }, HOME]);
    send(0, 'phone', 'alice');
    expect(arrivals()).toEqual([]);
    expect(dropped('phone', 'alice')).toEqual({ firewall: 1 });
  });
});

describe('an uplink', () => {
  const HOME: RouterGate = { nodes: ['alice', 'phone'], uplink: { rateBps: 1e6, queueBytes: 250 } };

  test('is shared by all that its nodes send, to whomever, and comes before the conditions', () => {
    const { send, arrivals } = behind([HOME], [between('alice', 'bob', 10)]);
    send(0, 'alice', 'bob');
    send(0, 'phone', 'carol');
    expect(arrivals()).toEqual([
      { to: 'carol', atMs: 2 },
      { to: 'bob', atMs: 11 },
    ]);
  });

  test('drops what finds no room, and counts it with the pair', () => {
    const { send, arrivals, dropped, forwarding } = behind([HOME]);
    for (let i = 0; i < 3; i++) send(0, 'alice', 'bob');
    send(0, 'phone', 'bob');
    expect(arrivals().map(({ atMs }) => atMs)).toEqual([1, 2]);
    expect([dropped('alice', 'bob'), dropped('phone', 'bob')]).toEqual([{ uplink: 1 }, { uplink: 1 }]);
    expect(forwarding.pairs.map(({ direction: { offered } }) => offered)).toEqual([3, 1]);
  });

  test('is not passed between its own nodes, nor by what comes in', () => {
    const { send, arrivals } = behind([HOME]);
    send(0, 'alice', 'phone');
    send(0, 'bob', 'phone');
    expect(arrivals().map(({ atMs }) => atMs)).toEqual([0, 0]);
  });
});

describe('a node that has moved behind other gates', () => {
  const HOME: RouterGate = { nodes: ['alice', 'phone'], firewall: true };
  const CAFE: RouterGate = { nodes: ['bob'], downlink: { rateBps: 1e6, queueBytes: 2500 } };
  const [ALICE, AT_CAFE] = [0, 1];

  test('meets those, in pairs that have talked and in others', () => {
    const { forwarding, send, arrivals, dropped } = behind([HOME, CAFE]);
    send(0, 'carol', 'alice');
    expect(arrivals()).toEqual([]);
    forwarding.hosts.moveBehind(ALICE, [AT_CAFE]);
    send(0, 'carol', 'alice');
    send(10, 'alice', 'phone');
    send(20, 'bob', 'alice');
    expect(arrivals()).toEqual([
      { to: 'alice', atMs: 1 },
      { to: 'alice', atMs: 20 },
    ]);
    expect(dropped('alice', 'phone')).toEqual({ firewall: 1 });
  });

  test('meets none where there are none', () => {
    const { forwarding, send, arrivals } = behind([HOME]);
    forwarding.hosts.moveBehind(ALICE, []);
    send(0, 'carol', 'alice');
    expect(arrivals()).toHaveLength(1);
  });
});

describe('a downlink', () => {
  const HOME: RouterGate = { nodes: ['alice', 'phone'], downlink: { rateBps: 1e6, queueBytes: 250 } };

  test('is shared by all that comes to its nodes, in the order in which it comes to it', () => {
    const { send, arrivals } = behind([HOME], [between('bob', 'alice', 20)]);
    send(0, 'bob', 'alice');
    send(5, 'carol', 'phone');
    send(20, 'carol', 'phone');
    expect(arrivals()).toEqual([
      { to: 'phone', atMs: 6 },
      { to: 'alice', atMs: 21 },
      { to: 'phone', atMs: 22 },
    ]);
  });

  test('drops what finds no room, and counts it with the pair', () => {
    const { send, arrivals, dropped } = behind([HOME]);
    for (let i = 0; i < 4; i++) send(0, 'bob', 'alice');
    expect(arrivals().map(({ atMs }) => atMs)).toEqual([1, 2]);
    expect(dropped('bob', 'alice')).toEqual({ downlink: 2 });
  });

  test('carries what the firewall behind it then keeps out', () => {
    const { send, arrivals, dropped } = behind([{ ...HOME, firewall: true }]);
    send(0, 'alice', 'carol', [1, 2]);
    send(0, 'bob', 'alice');
    send(0, 'carol', 'alice', [2, 1]);
    expect(arrivals()).toEqual([
      { to: 'carol', atMs: 0 },
      { to: 'alice', atMs: 2 },
    ]);
    expect(dropped('bob', 'alice')).toEqual({ firewall: 1 });
  });

  test('is part of the time by which what has entered is through', () => {
    const { send, forwarding } = behind([HOME], [between('bob', 'alice', 20)]);
    send(0, 'bob', 'alice');
    const [pair] = forwarding.pairs;
    pair!.direction.inFlight++;
    // 250 bytes before it, and one packet of 1,500, at 1 Mbit/s.
    expect(forwarding.change(0, [{ from: 'bob', to: 'alice', cut: true }])).toBe(34);
  });
});
