import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BOOTS } from '../../../node/core/origins.ts';
import { hash32, Random } from '../../../node/core/random.ts';
import { DatagramType } from '../../../node/core/wire.ts';
import { ringAndMore, seeds, signedData, TestMesh, type TestNode, total } from './mesh.ts';

const K = 500;
const texts = (mesh: TestMesh, name: string) => mesh.node(name).delivered.map(({ text }) => text);
const ofType = (node: TestNode, type: number) => node.sent.filter(({ bytes }) => bytes[3] === type);
const sayMany = (mesh: TestMesh, name: string, count: number, prefix = name) => {
  for (let i = 0; i < count; i++) {
    mesh.node(name).say(`${prefix}${i}`);
    mesh.run(2);
  }
};

/** Nobody has anything to tell: all count the same messages as seen. */
function expectQuiet(mesh: TestMesh, forMs = 10 * K): void {
  const before = total(mesh, 'ranges.sent') + total(mesh, 'pull.sent');
  mesh.run(forMs);
  expect(total(mesh, 'ranges.sent') + total(mesh, 'pull.sent')).toBe(before);
}

describe('what the flood did not bring', () => {
  test('a lost message is there a fraction of a keepalive after the next one', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    mesh.link('a', 'b').isCut = true;
    mesh.node('a').say('lost');
    mesh.link('a', 'b').isCut = false;
    mesh.node('a').say('next');
    mesh.run(K / 8 + 30);
    expect(texts(mesh, 'b')).toEqual(['next', 'lost']);
    expect(mesh.node('b').delivered[1]).toMatchObject({ hops: 1, via: 'a' });
  });

  test('a lost message that was the last is there after the next summary', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    mesh.link('a', 'b').isCut = true;
    mesh.node('a').say('last');
    mesh.link('a', 'b').isCut = false;
    mesh.run(K + 100);
    expect(texts(mesh, 'b')).toEqual(['last']);
    expectQuiet(mesh);
  });

  test('a pulled message has crossed one link more than it had at the holder', () => {
    const mesh = TestMesh.of('a-b b-c').run(1_000);
    mesh.link('b', 'c').isCut = true;
    mesh.node('a').say('hello');
    mesh.run(100);
    mesh.link('b', 'c').isCut = false;
    mesh.run(2 * K);
    expect(mesh.node('c').delivered).toMatchObject([{ text: 'hello', hops: 2, via: 'b' }]);
  });

  test('C2: what came before it and nobody holds any more does not keep it', () => {
    const mesh = TestMesh.of('a-b b-c').run(1_000);
    mesh.part(['c']);
    sayMany(mesh, 'a', 149);
    mesh.link('a', 'b').isCut = true;
    mesh.run(100);
    mesh.restart('b', 2);
    mesh.link('a', 'b').isCut = false;
    mesh.node('a').say('last');
    mesh.run(20);
    mesh.kill('a');
    mesh.part(['c'], false);
    mesh.run(10 * K);
    expect(texts(mesh, 'b')).toEqual(['last']);
    expect(texts(mesh, 'c')).toEqual(['last']);
  });

  test('C2: what a neighbour holds is pulled again and again, however much is lost', () => {
    for (const seed of seeds.slice(0, 5)) {
      const mesh = TestMesh.of('a-b', { seed }).run(1_000);
      mesh.link('a', 'b').loss = 1;
      sayMany(mesh, 'a', 20);
      mesh.link('a', 'b').loss = 0.7;
      mesh.run(200 * K);
      expect(new Set(texts(mesh, 'b'))).toEqual(new Set(Array.from({ length: 20 }, (_, i) => `a${i}`)));
    }
  });

  test('C2: what nobody offers is pulled a few times, and then not before somebody does', () => {
    const mesh = TestMesh.of('a-b b-c').run(1_000);
    const pulls = () => ofType(mesh.node('b'), DatagramType.PULL).length;
    mesh.part(['a']);
    mesh.node('a').say('lost');
    mesh.part(['a'], false);
    mesh.node('a').say('next');
    mesh.run(10);
    mesh.node('a').pause();
    mesh.run(20 * K);
    const before = pulls();
    expect(before).toBeGreaterThan(1);
    expect(before).toBeLessThanOrEqual(7);
    mesh.run(60 * K);
    expect(pulls()).toBe(before);
    mesh.node('a').inbox.length = 0;
    mesh.node('a').resume();
    mesh.run(3 * K);
    expect(pulls()).toBe(before + 1);
    expect(texts(mesh, 'b')).toEqual(['next', 'lost']);
  });

  test('at 20% loss on every link, all of 500 messages reach all of 30 nodes within 2 s, once', () => {
    for (const seed of [1, 2, 3]) {
      const config = { keepaliveMs: 1_000 };
      const links = ringAndMore(30, 6, seed);
      const mesh = TestMesh.of(links, { seed, latencyMs: 30, jitterMs: 10, loss: 0.2, config }).run(3_000);
      const random = Random.of(seed, 'says');
      const saidAtMs = new Map<string, number>();
      for (let i = 0; i < 500; i++) {
        saidAtMs.set(`m${i}`, mesh.nowMs);
        mesh.node(`n${random.below(30)}`).say(`m${i}`);
        mesh.run(10);
      }
      mesh.run(3_000);
      const delivered = [...mesh.nodes.values()].flatMap(({ delivered }) => delivered);
      expect(delivered).toHaveLength(500 * 29);
      expect(Math.max(...delivered.map(({ text, atMs }) => atMs - saidAtMs.get(text)!))).toBeLessThan(2_000);
      for (const node of mesh.nodes.values()) {
        expect(new Set(node.delivered.map(({ id }) => id)).size).toBe(node.delivered.length);
        expect(node.whatHappened.filter((what) => what.includes('down'))).toEqual([]);
      }
      expect(total(mesh, 'gap')).toBe(0);
    }
  });
});

describe('after a partition', () => {
  test.each([1_000, 10_000, 600_000])(
    'of %i ms both sides hold the same within two rounds a hop',
    (forMs) => {
      const mesh = TestMesh.of('a-b b-c c-d d-e e-f').run(1_000);
      mesh.part(['a', 'b', 'c']);
      sayMany(mesh, 'a', 150);
      sayMany(mesh, 'f', 150);
      mesh.run(forMs);
      mesh.part(['a', 'b', 'c'], false);
      mesh.run(2 * K);
      expect(texts(mesh, 'c')).toHaveLength(300);
      expect(texts(mesh, 'd')).toHaveLength(300);
      mesh.run(4 * K);
      for (const name of ['a', 'f']) expect(texts(mesh, name)).toHaveLength(150);
      for (const name of ['b', 'c', 'd', 'e']) expect(texts(mesh, name)).toHaveLength(300);
      expectQuiet(mesh);
    },
  );

  test('nothing that was pulled with many others is flooded: each node is sent it about once', () => {
    const mesh = TestMesh.of(ringAndMore(12, 4, 5)).run(1_000);
    const half = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5'];
    mesh.part(half);
    sayMany(mesh, 'n0', 1_000);
    mesh.run(5_000);
    const before = total(mesh, 'data.sent');
    mesh.part(half, false);
    mesh.run(6 * K);
    for (const name of ['n6', 'n9', 'n11']) expect(texts(mesh, name)).toHaveLength(1_000);
    expect((total(mesh, 'data.sent') - before) / 6_000).toBeLessThan(1.5);
    expectQuiet(mesh);
  });
});

describe('who was not there', () => {
  test('and joins late gets all that its neighbours hold, in order', () => {
    const mesh = TestMesh.of('a-b b-c');
    mesh.node('c').pause();
    mesh.run(1_000);
    sayMany(mesh, 'a', 400);
    mesh.run(5_000);
    mesh.node('c').inbox.length = 0;
    mesh.node('c').resume();
    mesh.run(2 * K);
    expect(texts(mesh, 'c')).toEqual(Array.from({ length: 400 }, (_, i) => `a${i}`));
    expectQuiet(mesh);
  });

  test('and was restarted gets it again, also what its predecessor said, and none of its own', () => {
    const mesh = TestMesh.of('a-b b-c c-a').run(1_000);
    sayMany(mesh, 'a', 20);
    sayMany(mesh, 'b', 20);
    mesh.kill('a');
    mesh.run(3_000);
    const successor = mesh.restart('a', 2);
    successor.say('own');
    mesh.run(2 * K);
    const got = texts(mesh, 'a');
    expect(new Set(got)).toEqual(new Set(Array.from({ length: 20 }, (_, i) => [`a${i}`, `b${i}`]).flat()));
    expect(got).toHaveLength(40);
    expect(texts(mesh, 'c').at(-1)).toBe('own');
    expectQuiet(mesh);
  });
});

test('C1: also with more origins than fit in one RANGES, and more messages than fit in one PULL', () => {
  const mesh = TestMesh.of('a-b b-c').run(1_000);
  const random = Random.of(1, 'origins');
  mesh.kill('c');
  for (let boot = 2; boot < 6; boot++) {
    mesh.restart('a', boot);
    mesh.run(100);
    sayMany(mesh, 'a', 700);
  }
  mesh.run(100);
  const b = mesh.node('b');
  expect(b.delivered).toHaveLength(4 * 700);
  for (let origin = 1; origin <= 300; origin++)
    for (let i = 0; i < 3; i++) b.receive(signedData(origin, 1 + random.below(2), i + 1), 0);
  const { length } = b.delivered;
  mesh.restart('c', 2);
  mesh.run(5 * K);
  expect(mesh.node('c').delivered).toHaveLength(length);
  expectQuiet(mesh);
});

describe('what nobody holds any more', () => {
  test('C3: is reported as a gap, once, and is not asked for again', () => {
    const mesh = TestMesh.of('a-b', { config: { storeMessages: 10 } }).run(1_000);
    mesh.link('a', 'b').isCut = true;
    sayMany(mesh, 'a', 30);
    mesh.run(5_000);
    mesh.link('a', 'b').isCut = false;
    mesh.run(2 * K);
    expect(texts(mesh, 'b')).toEqual(Array.from({ length: 10 }, (_, i) => `a${i + 20}`));
    expect(mesh.node('b').gaps).toEqual([]);
    mesh.run(6 * K);
    expect(mesh.node('b').gaps).toMatchObject([{ origin: mesh.node('a').peer.id, count: 20 }]);
    expectQuiet(mesh);
    mesh.node('a').say('on');
    mesh.run(100);
    expect(texts(mesh, 'b').at(-1)).toBe('on');
    expect(mesh.node('b').gaps).toHaveLength(1);
  });

  test('C3: is not given up while another neighbour holds it', () => {
    const mesh = TestMesh.of('a-b a-c b-c').run(1_000);
    // Only c has a store that reaches.
    mesh.restart('b', 2, { storeMessages: 5 });
    mesh.kill('c');
    mesh.run(3_000);
    const c = mesh.restart('c', 2);
    mesh.run(1_000);
    sayMany(mesh, 'a', 50);
    mesh.kill('a');
    mesh.run(3_000);
    const a = mesh.restart('a', 2, { storeMessages: 5 });
    mesh.run(20 * K);
    expect(a.delivered).toHaveLength(50);
    expect(a.gaps).toEqual([]);
    expect(c.gaps).toEqual([]);
  });

  test('C3: beyond the hop limit, messages are reported as a gap too', () => {
    const mesh = TestMesh.of('a-b b-c c-d', { config: { hopLimit: 2 } }).run(1_000);
    mesh.node('a').say('far');
    mesh.run(10 * K);
    expect(texts(mesh, 'd')).toEqual([]);
    expect(mesh.node('d').gaps).toMatchObject([{ count: 1 }]);
    expectQuiet(mesh);
  });

  test('more than a window is reported as a gap at once', () => {
    const mesh = TestMesh.of('a-b', { config: { storeMessages: 10 } }).run(1_000);
    mesh.link('a', 'b').isCut = true;
    for (let i = 0; i < 20_000; i++) mesh.node('a').say('x');
    mesh.run(5_000);
    mesh.link('a', 'b').isCut = false;
    mesh.run(12 * K);
    const { gaps, delivered } = mesh.node('b');
    expect(delivered).toHaveLength(10);
    expect(gaps.reduce((sum, { count }) => sum + count, 0)).toBe(19_990);
    expectQuiet(mesh);
  });
});

describe('without a store', () => {
  test('there is no catching up, and nobody is the worse for it', () => {
    const mesh = TestMesh.of('a-b b-c', { config: { storeMessages: 0 } }).run(1_000);
    mesh.link('b', 'c').isCut = true;
    mesh.node('a').say('lost');
    mesh.run(100);
    mesh.link('b', 'c').isCut = false;
    mesh.node('a').say('next');
    mesh.run(10 * K);
    expect(texts(mesh, 'c')).toEqual(['next']);
    expect(total(mesh, 'ranges.sent') + total(mesh, 'pull.sent') + total(mesh, 'gap')).toBe(0);
  });

  test('a peer takes no part, and the others go on among themselves', () => {
    const mesh = TestMesh.of('a-b b-c c-a').run(1_000);
    mesh.restart('b', 2, { storeMessages: 0 });
    mesh.run(1_000);
    mesh.link('a', 'c').isCut = true;
    mesh.link('b', 'c').isCut = true;
    mesh.node('a').say('lost');
    mesh.run(3_000);
    mesh.link('a', 'c').isCut = false;
    mesh.run(3 * K);
    expect(texts(mesh, 'c')).toEqual(['lost']);
    expectQuiet(mesh);
  });
});

describe('an enemy', () => {
  test('who plays everything back has nothing delivered and nothing pulled twice', () => {
    const mesh = TestMesh.of('a-b b-c', { loss: 0.2 }).run(1_000);
    sayMany(mesh, 'a', 50);
    sayMany(mesh, 'c', 50);
    mesh.run(5_000);
    expect(texts(mesh, 'b')).toHaveLength(100);
    const recording = mesh.node('b').sent.map(({ bytes }) => bytes);
    const play = () => {
      for (const bytes of recording) mesh.node('a').receive(bytes, 2);
    };
    play();
    // A PULL that was lost, or was meant for somebody else, is served the first time.
    const served = mesh.node('a').peer.counters['pull.served'];
    play();
    play();
    mesh.run(5_000);
    expect(texts(mesh, 'a')).toHaveLength(50);
    expect(mesh.node('a').peer.counters['pull.served']).toBe(served);
  });

  test('C4: who plays a PING back causes a few RANGES a keepalive', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    const ping = ofType(mesh.node('b'), DatagramType.PING).at(-1)!.bytes;
    mesh.node('a').say('now the summary differs');
    mesh.run(2 * K);
    const before = ofType(mesh.node('a'), DatagramType.RANGES).length;
    for (let i = 0; i < 1_000; i++) {
      mesh.node('a').receive(ping, 2);
      mesh.run(K / 1_000);
    }
    expect(ofType(mesh.node('a'), DatagramType.RANGES).length - before).toBeLessThanOrEqual(5);
  });
});

describe('C5: RANGES and messages that were pulled go', () => {
  test('to nobody who is no neighbour', () => {
    const mesh = TestMesh.of('a-b c-d').run(1_000);
    const c = mesh.node('c');
    // c pulls of d, and tells it what it has.
    mesh.part(['c']);
    mesh.link('c', 'd').isCut = true;
    mesh.node('d').say('lost');
    mesh.link('c', 'd').isCut = false;
    mesh.node('d').say('next');
    mesh.run(3 * K);
    c.say('own');
    mesh.link('c', 'd').isCut = true;
    c.say('more');
    mesh.link('c', 'd').isCut = false;
    mesh.run(3 * K);
    const a = mesh.node('a');
    a.say('mine');
    mesh.run(10 * K);
    for (const type of [DatagramType.RANGES, DatagramType.PULL]) {
      const recorded = ofType(c, type);
      expect(recorded.length).toBeGreaterThan(0);
      const { length } = a.sent;
      for (const { bytes } of recorded) for (const from of [0, 2, 3]) a.receive(bytes, from);
      expect(a.sent).toHaveLength(length);
    }
    expect(a.peer.counters['drop.unknown-peer']).toBeGreaterThan(0);
  });

  test('to the address of the neighbour, wherever its PULL comes from', () => {
    const mesh = TestMesh.of('a-b').run(1_000);
    const [a, b] = [mesh.node('a'), mesh.node('b')];
    const link = mesh.link('a', 'b');
    link.isCut = true;
    a.say('lost');
    link.isCut = false;
    a.say('next');
    mesh.run(10);
    link.isCut = true;
    while (ofType(b, DatagramType.PULL).length === 0) mesh.run(1);
    const { length } = a.sent;
    a.receive(ofType(b, DatagramType.PULL)[0]!.bytes, 77);
    expect(a.sent.slice(length)).toMatchObject([{ to: b.address }]);
    expect(a.sent.at(-1)!.bytes[3]).toBe(DatagramType.DATA);
  });
});

test('C1, C4: no more than 128 messages are under way from a neighbour', () => {
  const mesh = TestMesh.of('a-b', { latencyMs: 50 }).run(1_000);
  mesh.link('a', 'b').isCut = true;
  sayMany(mesh, 'a', 1_000);
  mesh.run(3_000);
  mesh.link('a', 'b').isCut = false;
  const from = mesh.node('a').sent.length;
  mesh.run(2_500);
  expect(texts(mesh, 'b')).toHaveLength(1_000);
  const data = mesh
    .node('a')
    .sent.slice(from)
    .filter(({ bytes }) => bytes[3] === DatagramType.DATA);
  expect(data).toHaveLength(1_000);
  for (const { atMs } of data)
    expect(data.filter((other) => other.atMs >= atMs && other.atMs < atMs + 99).length).toBeLessThanOrEqual(
      128,
    );
});

test('whatever happens to a mesh, in the end all hold the same, each message was delivered once, and nobody talks', () => {
  const happenings = fc.array(
    fc.record({
      what: fc.constantFrom('say', 'say', 'say', 'part', 'heal', 'restart', 'wait'),
      node: fc.nat(7),
      count: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 1, maxLength: 25 },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom(0, 0.1, 0.3),
      happenings,
      (seed, loss, list) => {
        const mesh = TestMesh.of(ringAndMore(8, 3, seed), { seed, loss, jitterMs: 4 }).run(500);
        const boots = new Map<string, number>();
        const cut = new Set<string>();
        const lives: TestNode[] = [...mesh.nodes.values()];
        for (const { what, node, count } of list) {
          const name = `n${node}`;
          if (what === 'say') sayMany(mesh, name, count, `${name}/${mesh.nowMs}/`);
          else if (what === 'part') {
            cut.add(name);
            mesh.part([...cut]);
          } else if (what === 'heal') {
            mend(mesh);
            cut.clear();
          } else if (what === 'restart') {
            const boot = (boots.get(name) ?? 1) + 1;
            boots.set(name, boot);
            lives.push(mesh.restart(name, boot));
          } else mesh.run(count * 100);
        }
        mend(mesh);
        mesh.run(60 * K);
        for (const { delivered } of lives)
          expect(new Set(delivered.map(({ id }) => id)).size).toBe(delivered.length);
        const reference = everything(mesh.node('n0'), boots);
        for (const node of mesh.nodes.values()) expect(everything(node, boots)).toEqual(reference);
        expectQuiet(mesh);
        expect(total(mesh, 'gap')).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test('C3: with a store that is too small, what is delivered and what is reported as a gap are all there was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom(0, 0.2),
      fc.integer({ min: 3, max: 40 }),
      (seed, loss, storeMessages) => {
        const mesh = TestMesh.of(ringAndMore(6, 3, seed), {
          seed,
          loss,
          jitterMs: 4,
          config: { storeMessages },
        }).run(500);
        const random = Random.of(seed, 'happenings');
        let said = 0;
        for (let i = 0; i < 8; i++) {
          mesh.part([`n${random.below(6)}`, `n${random.below(6)}`], random.chance(0.7));
          const count = random.below(40);
          sayMany(mesh, `n${random.below(6)}`, count, `${i}/`);
          said += count;
          mesh.run(random.below(3_000));
        }
        mend(mesh);
        mesh.run(120 * K);
        for (const { delivered, doings, gaps } of mesh.nodes.values()) {
          expect(new Set(delivered.map(({ id }) => id)).size).toBe(delivered.length);
          const own = doings.filter((doing) => doing.startsWith('accepted ')).length;
          expect(delivered.length + own + gaps.reduce((sum, { count }) => sum + count, 0)).toBe(said);
        }
        expectQuiet(mesh);
      },
    ),
    { numRuns: 30 },
  );
});

function mend(mesh: TestMesh): void {
  for (const link of mesh.links) link.isCut = false;
}

/** What a node delivered or said in this life, but for boots so old that not everybody need know them. */
function everything(node: TestNode, boots: ReadonlyMap<string, number>): Set<string> {
  const { id, boot } = node.peer;
  const own = node.doings.filter((doing) => doing.startsWith('accepted '));
  const ids = [
    ...node.delivered.map((delivery) => delivery.id),
    ...own.map((doing) => `${id}-${boot}-${doing.slice('accepted '.length)}`),
  ];
  const newest = new Map([...boots].map(([name, boot]) => [String(hash32(name)), boot]));
  return new Set(
    ids.filter((id) => Number(id.split('-')[1]) > (newest.get(id.split('-')[0]!) ?? 1) - MAX_BOOTS),
  );
}
