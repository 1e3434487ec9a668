import { describe, expect, test } from 'vitest';
import { SUSPECT_PROBES } from '../../../node/core/neighbour.ts';
import { DatagramType } from '../../../node/core/wire.ts';
import { ringAndMore, seeds, TestMesh, type TestNode, total } from './mesh.ts';

const K = 500;
const pings = (node: TestNode) => node.sent.filter(({ bytes }) => bytes[3] === DatagramType.PING);
const news = (mesh: TestMesh, name: string, sinceMs = 0) =>
  mesh
    .node(name)
    .news.filter(({ atMs }) => atMs >= sinceMs)
    .map(({ what }) => what);

describe('neighbours', () => {
  test('meet within a round trip or two, and stay up', () => {
    const mesh = TestMesh.of('a-b b-c').run(60);
    expect(news(mesh, 'b').sort()).toEqual(['a up', 'c up']);
    mesh.run(60_000);
    expect(news(mesh, 'b')).toHaveLength(2);
    expect(mesh.node('b').peer.counters['ping.extra']).toBe(0);
  });

  test('that start late are met at once, not an interval later', () => {
    const mesh = TestMesh.of('a-b');
    mesh.node('b').pause();
    mesh.run(10_100);
    mesh.node('b').inbox.length = 0;
    mesh.node('b').resume();
    mesh.run(K / 2);
    expect(news(mesh, 'a')).toEqual(['b up']);
    expect(news(mesh, 'b')).toEqual(['a up']);
  });

  test('are up only by a PONG that answers: a cut way back is silence', () => {
    const mesh = TestMesh.of('a-b');
    mesh.node('b').peer.setNeighbours([], 0);
    mesh.run(5_000);
    expect(news(mesh, 'a')).toEqual([]);
  });

  test('stay up at 10% loss each way', () => {
    for (const seed of seeds.slice(0, 5)) {
      const mesh = TestMesh.of('a-b a-c b-c', { seed, loss: 0.1 }).run(300_000);
      for (const name of ['a', 'b', 'c'])
        expect(news(mesh, name).filter((n) => n.includes('down'))).toEqual([]);
      expect(mesh.node('a').peer.counters['ping.extra']).toBeGreaterThan(0);
    }
  });

  // An hour, with MINUTES=60: the chance of a false death is 6 in a million (docs/wire-format.md).
  const minutes = Number(process.env.MINUTES ?? 10);
  test(`stay up for ${minutes} minutes at 20% loss each way on every link of 30 nodes of degree 6`, () => {
    const config = { keepaliveMs: 1_000 };
    const mesh = TestMesh.of(ringAndMore(30, 6, 1), { latencyMs: 30, jitterMs: 10, loss: 0.2, config });
    for (let minute = 0; minute < minutes; minute++) {
      mesh.run(60_000);
      for (const node of mesh.nodes.values()) node.sent.length = node.doings.length = 0;
    }
    const deaths = [...mesh.nodes.keys()].flatMap((name) =>
      news(mesh, name).filter((n) => n.includes('down')),
    );
    expect(deaths).toEqual([]);
    expect(total(mesh, 'ping.extra')).toBeGreaterThan(20_000);
  });

  test('stay up on links slower than the keepalive', () => {
    for (const latencyMs of [300, 700, 1_200]) {
      const mesh = TestMesh.of('a-b', { latencyMs }).run(120_000);
      expect(news(mesh, 'a')).toEqual(['b up']);
    }
  });

  test('at any multiple of the clock: a peer does not care how it counts', () => {
    const mesh = TestMesh.of('a-b', { config: { keepaliveMs: 100 } }).run(30_000.25);
    expect(news(mesh, 'a')).toEqual(['b up']);
  });
});

describe('a death', () => {
  test('K2: is reported between 2.1 and 3.5 intervals later, whenever it happens', () => {
    const times = seeds.flatMap((seed) => {
      const mesh = TestMesh.of('a-b a-c', { seed }).run(3_000 + seed * 37);
      const killedAtMs = mesh.nowMs;
      mesh.kill('b');
      mesh.run(4 * K);
      expect(news(mesh, 'a', killedAtMs)).toEqual(['b down timeout']);
      return mesh.node('a').news.at(-1)!.atMs - killedAtMs;
    });
    expect(Math.min(...times)).toBeGreaterThan(2.1 * K);
    expect(Math.max(...times)).toBeLessThan(3.5 * K);
  });

  /** Cuts a from b just after an answer, long before the next PING. */
  const cutAfterAnswer = () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    const { length } = pings(mesh.node('a'));
    while (pings(mesh.node('a')).length === length) mesh.run(1);
    mesh.run(20);
    const { nowMs } = mesh;
    mesh.link('a', 'b').isCut = true;
    const unanswered = () => pings(mesh.node('a')).filter(({ atMs }) => atMs > nowMs);
    return { mesh, link: mesh.link('a', 'b'), unanswered, sinceMs: nowMs };
  };

  test('K2: comes after the PING that was due and 24 more over two intervals brought no answer', () => {
    const { mesh, unanswered, sinceMs } = cutAfterAnswer();
    while (news(mesh, 'a', sinceMs).length === 0) mesh.run(1);
    const sent = unanswered();
    expect(sent).toHaveLength(1 + 24);
    expect(news(mesh, 'a', sinceMs)).toEqual(['b down timeout']);
    expect(mesh.nowMs - sent[1]!.atMs).toBeGreaterThan(2 * K);
    expect(mesh.node('a').peer.counters['ping.extra']).toBe(24);
  });

  test('K2: does not come if any of these probes is answered, the last one too', () => {
    for (let lost = 0; lost < 1 + 24; lost++) {
      const { mesh, link, unanswered, sinceMs } = cutAfterAnswer();
      while (unanswered().length < lost) mesh.run(1);
      link.isCut = false;
      while (unanswered().length < lost + 1) mesh.run(1);
      // The answer is on its way, and the only one.
      mesh.run(11);
      link.isCut = true;
      mesh.run(2 * K);
      expect(news(mesh, 'a', sinceMs)).toEqual([]);
    }
  });

  test('K3: does not end the probing, which goes on at the pace of the keepalive', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.kill('b');
    mesh.run(5_000);
    const before = pings(mesh.node('a')).length;
    mesh.run(100 * K);
    const sent = pings(mesh.node('a')).length - before;
    expect(sent).toBeGreaterThanOrEqual(100);
    expect(sent).toBeLessThanOrEqual(134);
  });

  test('K1: is not hidden by playing back what the dead one once sent', () => {
    const mesh = TestMesh.of('a-b').run(10_000);
    mesh.kill('b');
    const recording = mesh.node('b').sent.map(({ bytes }) => bytes);
    for (let i = 0; i < 40; i++) {
      mesh.run(50);
      for (const bytes of recording) mesh.node('a').receive(bytes, 2);
    }
    expect(news(mesh, 'a')).toEqual(['b up', 'b down timeout']);
    mesh.run(60_000);
    for (const bytes of recording) mesh.node('a').receive(bytes, 2);
    expect(news(mesh, 'a')).toHaveLength(2);
  });

  test('P6: is not hidden from a successor by answers to its predecessor', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.kill('b');
    const successor = mesh.restart('a', 2);
    for (const { bytes } of mesh.node('b').sent) successor.receive(bytes, 2);
    mesh.run(10);
    expect(successor.whatHappened).toEqual([]);
  });

  test('P6: is not hidden by an answer that was held back until long after', () => {
    const mesh = TestMesh.of('a-b');
    mesh.link('a', 'b').isCut = true;
    mesh.run(1_000);
    const ping = pings(mesh.node('a')).at(-1)!.bytes;
    mesh.node('b').receive(ping, 1);
    const pong = mesh.node('b').sent.at(-2)!.bytes;
    expect(pong[3]).toBe(DatagramType.PONG);
    mesh.kill('b');
    mesh.run(20_000);
    mesh.node('a').receive(pong, 2);
    expect(news(mesh, 'a')).toEqual([]);
  });

  test('is found as fast after the neighbour had once been paused for long', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.node('b').pause();
    mesh.run(60_000);
    mesh.node('b').resume();
    mesh.run(2_000);
    mesh.kill('b');
    const killedAtMs = mesh.nowMs;
    mesh.run(4 * K);
    expect(news(mesh, 'a', killedAtMs)).toEqual(['b down timeout']);
  });

  test('PINGs played back at any rate cause no more than eight probes an interval', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.kill('b');
    mesh.run(5_000);
    const ping = pings(mesh.node('b'))[0]!.bytes;
    const before = pings(mesh.node('a')).length;
    for (let i = 0; i < 1_000; i++) {
      mesh.node('a').receive(ping, 2);
      mesh.run(1);
    }
    expect(pings(mesh.node('a')).length - before).toBeLessThanOrEqual(2 * 8 + 2);
  });
});

describe('a pause', () => {
  test('of 300 ms kills nobody, whenever it happens', () => {
    for (const seed of seeds) {
      const mesh = TestMesh.of('a-b a-c b-c', { seed }).run(3_000 + seed * 37);
      const { nowMs } = mesh;
      mesh.node('b').pause();
      mesh.run(300);
      mesh.node('b').resume();
      mesh.run(5_000);
      for (const name of ['a', 'b', 'c']) expect(news(mesh, name, nowMs)).toEqual([]);
    }
  });

  test('K4: is not blamed on others by the one that was paused, however long', () => {
    for (const seed of seeds) {
      for (const pauseMs of [700, 1_500, 20_000]) {
        const mesh = TestMesh.of('a-b a-c', { seed }).run(3_000 + seed * 37);
        mesh.node('a').pause();
        mesh.run(pauseMs);
        mesh.node('a').resume(seed % 2 === 0 ? 'timers' : 'socket');
        mesh.run(5_000);
        expect(news(mesh, 'a').filter((what) => what.includes('down'))).toEqual([]);
      }
    }
  });

  test('K4: in the middle of a suspicion does not turn into a verdict before the socket was read', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    const a = mesh.node('a');
    const link = mesh.link('a', 'b');
    link.isCut = true;
    while (a.peer.counters['ping.extra'] < SUSPECT_PROBES - 1) mesh.run(1);
    link.isCut = false;
    while (a.peer.counters['ping.extra'] < SUSPECT_PROBES) mesh.run(1);
    a.pause();
    mesh.run(2_000);
    a.resume();
    mesh.run(2_000);
    expect(news(mesh, 'a')).toEqual(['b up']);
  });

  test('K4: is noticed once, also when the socket is read before the timers are served', () => {
    const mesh = TestMesh.of('a-b a-c').run(3_000);
    const a = mesh.node('a');
    a.pause();
    mesh.run(5_000);
    expect(a.inbox.length).toBeGreaterThan(20);
    a.resume('socket');
    expect(a.peer.counters['timer.late']).toBe(1);
    mesh.run(5_000);
    expect(news(mesh, 'a')).toEqual(['b up', 'c up']);
  });

  test('of many seconds is a death, and its end a return, for the neighbours', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.node('b').pause();
    mesh.run(10_000);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down timeout']);
    mesh.node('b').resume();
    mesh.run(K);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down timeout', 'b up']);
  });

  test('K4: one that is always late still finds the dead', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.kill('b');
    const a = mesh.node('a');
    for (let i = 0; i < 100; i++) {
      a.pause();
      mesh.run(150);
      a.resume();
    }
    expect(news(mesh, 'a')).toEqual(['b up', 'b down timeout']);
  });
});

describe('a goodbye', () => {
  test('is heard at once, and the neighbour is met again when its successor comes', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.node('b').peer.leave();
    mesh.run(10);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down bye']);
    mesh.run(5_000);
    mesh.restart('b', 2);
    mesh.run(K);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down bye', 'b up']);
  });

  test('P7: that was recorded does not hurt the next boot', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.node('b').peer.leave();
    const bye = mesh.node('b').sent.findLast(({ bytes }) => bytes[3] === DatagramType.BYE)!.bytes;
    mesh.run(1_000);
    mesh.restart('b', 2);
    mesh.run(1_000);
    mesh.node('a').receive(bye, 2);
    mesh.run(1_000);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down bye', 'b up']);
    expect(mesh.node('a').peer.counters['drop.stale-bye']).toBe(2);
  });

  test('P7: is not undone by an answer that was still on its way', () => {
    const mesh = TestMesh.of('a-b', { latencyMs: 50 }).run(3_000);
    const b = mesh.node('b');
    const sent = b.peer.counters['pong.sent'];
    while (b.peer.counters['pong.sent'] === sent) mesh.run(1);
    b.peer.leave();
    mesh.node('a').receive(b.sent.at(-1)!.bytes, 2);
    mesh.run(K);
    expect(mesh.node('a').peer.counters['drop.stale-pong']).toBe(1);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down bye']);
  });
});

describe('a restart', () => {
  test('that nobody noticed is reported as down and up', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.restart('b', 2);
    mesh.run(K);
    expect(news(mesh, 'a')).toEqual(['b up', 'b down restarted', 'b up']);
  });

  test('the new boot counts its messages from the beginning, and they are new', () => {
    const mesh = TestMesh.of('a-b').run(3_000);
    mesh.node('b').say('first');
    mesh.run(100);
    mesh.restart('b', 2);
    mesh.run(100);
    mesh.node('b').say('second');
    mesh.run(100);
    expect(mesh.node('a').delivered.map(({ text, sequence }) => `${text} ${sequence}`)).toEqual([
      'first 1',
      'second 1',
    ]);
  });
});

describe('probes', () => {
  /** The moments at which `a` sent PINGs, each with how many. */
  function pingsOf(links: string, untilMs: number): number[] {
    const mesh = TestMesh.of(links);
    const counts: number[] = [];
    for (let ms = 0; ms < untilMs; ms++) {
      const before = mesh.node('a').peer.counters['ping.sent'];
      mesh.run(1);
      const sent = mesh.node('a').peer.counters['ping.sent'] - before;
      if (sent > 0) counts.push(sent);
    }
    return counts;
  }

  test('of all neighbours leave together, so that a peer wakes up once for them', () => {
    const counts = pingsOf('a-b a-c a-d a-e', 10 * K);
    expect(new Set(counts)).toEqual(new Set([4]));
  });

  test('of very many neighbours leave in groups, so that their answers do not come all at once', () => {
    const many = Array.from({ length: 100 }, (_, i) => `a-n${i}`).join(' ');
    const counts = pingsOf(many, 6 * K);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...counts)).toBeLessThan(50);
  });
});
