import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SharedMemory } from '../../../node/core/shared-memory.ts';
import { DatagramType, MAX_PAYLOAD_BYTES } from '../../../node/core/wire.ts';
import { TestMesh } from './mesh.ts';

const texts = (mesh: TestMesh, name: string) => mesh.node(name).delivered.map(({ text }) => text);

describe('a broadcast', () => {
  test('reaches everybody once, with the number of links it crossed and the last neighbour', () => {
    const mesh = TestMesh.of('a-b b-c c-d').run(1_000);
    mesh.node('a').say('hello');
    mesh.run(1_000);
    expect(mesh.node('a').delivered).toEqual([]);
    expect(mesh.node('b').delivered).toMatchObject([{ text: 'hello', hops: 1, via: 'a' }]);
    expect(mesh.node('d').delivered).toMatchObject([{ text: 'hello', hops: 3, via: 'c' }]);
  });

  test('P2: is delivered once where it comes by many ways', () => {
    const mesh = TestMesh.of('a-b a-c a-d b-c b-d c-d').run(1_000);
    for (let i = 0; i < 20; i++) mesh.node('a').say(`m${i}`);
    mesh.run(1_000);
    for (const name of ['b', 'c', 'd']) expect(texts(mesh, name)).toHaveLength(20);
    expect(mesh.node('b').peer.counters['data.duplicate']).toBeGreaterThan(0);
  });

  test('P2: is never sent back to whom it came from, nor to its origin', () => {
    const mesh = TestMesh.of('a-b a-c b-c b-d').run(1_000);
    for (const node of mesh.nodes.values()) node.doings.length = 0;
    mesh.node('a').say('hello');
    mesh.run(100);
    const data = (name: string) => mesh.node(name).doings.filter((doing) => doing.startsWith('DATA'));
    expect(data('a')).toEqual(['DATA b', 'DATA c']);
    expect(data('b')).toEqual(['DATA c', 'DATA d']);
    expect(data('c')).toEqual(['DATA b']);
    expect(data('d')).toEqual([]);
  });

  test('P2: that came by a detour is not sent to its origin either', () => {
    const mesh = TestMesh.of('a-b a-c b-c').run(1_000);
    mesh.link('a', 'c').latencyMs = 50;
    mesh.node('a').say('hello');
    mesh.run(100);
    expect(mesh.node('c').delivered).toMatchObject([{ hops: 2, via: 'b' }]);
    expect(mesh.node('c').doings.filter((doing) => doing.startsWith('DATA'))).toEqual([]);
  });

  test('P3: is sent to a neighbour whose keepalive has not answered yet', () => {
    const mesh = TestMesh.of('a-b');
    mesh.node('a').say('early');
    mesh.run(10);
    expect(texts(mesh, 'b')).toEqual(['early']);
  });

  test('P8: of any bytes is delivered as it was injected', () => {
    const mesh = TestMesh.of('a-b b-c').run(1_000);
    const payloads = fc.uint8Array({ minLength: 1, maxLength: MAX_PAYLOAD_BYTES });
    fc.assert(
      fc.property(payloads, (payload) => {
        mesh.node('a').peer.inject(payload);
        mesh.run(20);
        for (const name of ['b', 'c']) expect(texts(mesh, name).at(-1)).toBe(String.fromCharCode(...payload));
      }),
    );
  });

  test('is accepted before the first datagram leaves', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    const { doings } = mesh.node('a');
    doings.length = 0;
    mesh.node('a').say('hello');
    expect(doings).toEqual(['accepted 1', 'DATA b']);
  });

  test('ends at the hop limit, which is counted', () => {
    const mesh = TestMesh.of('a-b b-c c-d', { config: { hopLimit: 2 } }).run(1_000);
    mesh.node('a').say('far');
    mesh.run(1_000);
    expect(texts(mesh, 'c')).toEqual(['far']);
    expect(texts(mesh, 'd')).toEqual([]);
    expect(mesh.node('c').peer.counters['drop.hop-limit']).toBe(1);
  });

  test('of nothing, or of more than fits, is refused', () => {
    const { peer, doings } = TestMesh.of('a-b').run(1_000).node('a');
    doings.length = 0;
    expect(peer.inject(new Uint8Array(0))).toBe('empty');
    expect(peer.inject(new Uint8Array(MAX_PAYLOAD_BYTES + 1))).toBe('too-long');
    expect(doings).toEqual([]);
    expect(peer.inject(new Uint8Array(MAX_PAYLOAD_BYTES))).toBeNull();
  });

  test('goes on across the wrap of the sequence number', () => {
    const mesh = TestMesh.of('a-b', { config: { firstSequence: 0xffff_fffd } }).run(1_000);
    for (let i = 0; i < 6; i++) mesh.node('a').say(`m${i}`);
    mesh.run(1_000);
    expect(mesh.node('b').delivered.map(({ sequence }) => sequence)).toEqual([
      0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 0, 1, 2,
    ]);
  });

  test('of a predecessor reaches its successor, which has forgotten it', () => {
    const mesh = TestMesh.of('a-b b-c').run(1_000);
    mesh.node('a').say('mine');
    const [datagram] = mesh.node('a').sent.filter(({ bytes }) => bytes[3] === DatagramType.DATA);
    mesh.run(100);
    const successor = mesh.restart('a', 2);
    successor.receive(datagram!.bytes, 2);
    expect(successor.delivered).toHaveLength(1);
  });
});

describe('a datagram from an enemy', () => {
  test('P1: with any byte changed does nothing but count', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    const a = mesh.node('a');
    mesh.node('b').say('hello');
    mesh.run(1);
    const samples = [1, 2, 3].map(
      (type) => mesh.node('b').sent.findLast(({ bytes }) => bytes[3] === type)!.bytes,
    );
    mesh.run(100);
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, by) => {
          const isData = bytes[3] === DatagramType.DATA;
          const forged = new Uint8Array(bytes);
          forged[at % (bytes.length - (isData ? 1 : 0))]! ^= by;
          const before = { ...a.peer.counters };
          const sent = a.sent.length;
          a.receive(forged, 2);
          expect(a.sent).toHaveLength(sent);
          const changed = Object.entries(a.peer.counters).filter(
            ([name, count]) => count !== before[name as keyof typeof before],
          );
          // One that says to be a copy of what has come is counted as one, unread.
          const asCopy = ['bytes.received', 'data.received', 'data.duplicate'];
          const asForged = ['bytes.received', expect.stringMatching(/^drop\./)];
          const names = changed.map(([name]) => name);
          expect(names).toEqual(isData && names.length === 3 ? asCopy : asForged);
          expect(a.delivered).toHaveLength(1);
        },
      ),
    );
  });

  test('P1: of random bytes never throws and is never answered', () => {
    const a = TestMesh.of('a-b').run(1_000).node('a');
    const sent = a.sent.length;
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1_300 }), (bytes) => a.receive(bytes, 9)));
    expect(a.sent).toHaveLength(sent);
  });

  test('of another mesh is distinguished', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    const stranger = TestMesh.of('a-b', { config: { network: 8 } }).run(10);
    mesh.node('a').receive(stranger.node('b').sent[0]!.bytes, 2);
    expect(mesh.node('a').peer.counters['drop.other-network']).toBe(1);
  });

  test('O1: that was recorded and is played back is a duplicate, also with a lower hop count', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    mesh.node('a').say('once');
    mesh.run(100);
    const recorded = mesh.node('a').sent.findLast(({ bytes }) => bytes[3] === DatagramType.DATA)!.bytes;
    for (const hops of [1, 2, 3]) {
      const again = new Uint8Array(recorded);
      again[again.length - 1] = hops;
      mesh.node('b').receive(again, 0);
    }
    expect(texts(mesh, 'b')).toEqual(['once']);
    expect(mesh.node('b').peer.counters['data.duplicate']).toBe(3);
  });

  test('P5: a PING from somebody who is no neighbour is sighted, and not answered', () => {
    const mesh = TestMesh.of('a-b c-d').run(1_000);
    const a = mesh.node('a');
    const ping = mesh.node('c').sent.find(({ bytes }) => bytes[3] === DatagramType.PING)!;
    const sent = a.sent.length;
    a.receive(ping.bytes, 0);
    expect(a.sightings).toHaveLength(1);
    expect(a.sent).toHaveLength(sent);
    expect(a.peer.counters['drop.unknown-peer']).toBe(1);
  });
});

test('P4: what is received is not written to', () => {
  const mesh = TestMesh.of('a-b b-c').run(1_000);
  mesh.node('a').say('hello');
  const { bytes } = mesh.node('a').sent.findLast((sent) => sent.bytes[3] === DatagramType.DATA)!;
  const before = new Uint8Array(bytes);
  mesh.run(100);
  expect(texts(mesh, 'c')).toEqual(['hello']);
  expect(bytes).toEqual(before);
});

test('P4: what was sent is not written to afterwards', () => {
  const mesh = TestMesh.of('a-b b-c', { loss: 0.2 });
  const sent: { bytes: Uint8Array; asSent: string }[] = [];
  for (const node of mesh.nodes.values()) {
    const send = node.send.bind(node);
    node.send = (to, bytes) => {
      sent.push({ bytes, asSent: bytes.join() });
      send(to, bytes);
    };
  }
  for (let i = 0; i < 20; i++) {
    mesh.node('a').say(`m${i}`);
    mesh.run(100);
  }
  const types = new Set(sent.map(({ bytes }) => bytes[3]));
  expect(types).toEqual(new Set([1, 2, 3, 5, 6]));
  for (const { bytes, asSent } of sent) expect(bytes.join()).toBe(asSent);
});

test('peers that share their memory do the same as peers that do not', () => {
  const [apart, together] = [undefined, new SharedMemory(1_000)].map((memory) => {
    const mesh = TestMesh.of('a-b b-c c-a', { loss: 0.2, memory }).run(1_000);
    for (let i = 0; i < 20; i++) {
      mesh.node('a').say(`m${i}`);
      mesh.run(100);
    }
    return [...mesh.nodes.values()].map(({ sent, delivered, news }) => ({ sent, delivered, news }));
  });
  expect(together).toEqual(apart);
});

test('one who was sighted is met when it answers, and sent messages only then', () => {
  const mesh = TestMesh.of('a-b', { config: { storeMessages: 0 } }).run(1_000);
  const a = mesh.node('a');
  mesh.node('b').peer.setNeighbours([], mesh.nowMs);
  a.peer.setNeighbours([], mesh.nowMs);
  a.peer.addNeighbour(mesh.node('b').peer.id, 'b', 2, mesh.nowMs);
  a.doings.length = 0;
  a.say('too early');
  expect(a.doings).toEqual(['accepted 1']);
  mesh.introduce('b');
  mesh.run(1_000);
  a.say('now');
  mesh.run(100);
  expect(texts(mesh, 'b')).toEqual(['now']);
});
