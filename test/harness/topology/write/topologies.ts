/**
 * Any topology that loading could make, as fast-check makes them up: all verbs, all conditions, networks, NATs, options.
 * What cannot be done in it is left out by the same repair that shrinking uses.
 */

import { resolve } from 'node:path';
import fc from 'fast-check';
import { repairTopology } from '../../../../harness/shrink/search/repair.ts';
import type { ContainerOptions } from '../../../../harness/topology/model/container.ts';
import { QUANTILES } from '../../../../harness/topology/schema/quantiles.ts';
import type {
  Action,
  Expect,
  InjectAnswer,
  NetworkSpec,
  Step,
  Timeouts,
  Topology,
  TopologyLink,
  TopologyNode,
} from '../../../../harness/topology/topology.ts';
import type { Conditions } from '../../../../node/link/conditions.ts';
import { ATTACK_KINDS } from '../../../../node/link/stranger.ts';

const durationMs = fc.oneof(
  fc.integer({ min: 1, max: 20_000 }),
  fc.constantFrom(0.001, 1.5, 100, 1000, 60_000, 3_600_000),
);
const delayMs = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0.25, 30, 600_000));
const share = fc.oneof(
  fc.constantFrom(0.01, 0.1, 0.005, 1, 1e-9),
  fc.integer({ min: 1, max: 999 }).map((n) => n / 1000),
);
const text = fc.oneof(
  fc.constantFrom(
    'hello',
    'yes',
    '7',
    '1s',
    '# no comment',
    'a: b',
    '- x',
    "it's",
    '"',
    'n1..n3',
    ' spaces ',
    '\n',
    'null',
    'é',
  ),
  fc.string({ minLength: 1, maxLength: 90 }),
);
/** What the file's `text` fields take: no control characters, not only spaces. */
const line = text
  .filter((text) => text.trim() !== '' && !/\p{Cc}/u.test(text))
  .map((text) => text.slice(0, 80));

const bandwidth = fc.record({
  rateBps: fc.constantFrom(1_000_000, 512_000, 10_000_001, 1_000_000_000),
  queueBytes: fc.option(fc.constantFrom(16_384, 32_768, 100_001), { nil: undefined }),
});

export const conditions: fc.Arbitrary<Conditions> = fc
  .record(
    {
      latencyMs: delayMs,
      jitter: fc.record({ jitterMs: delayMs, jitterShape: fc.constantFrom('normal', 'pareto', undefined) }),
      loss: share,
      burst: fc.record({ enter: share, leave: share, loss: fc.constantFrom(1, 0.5) }),
      duplicate: share,
      reorder: fc.record({ reorder: share, reorderByMs: fc.constantFrom(10, 25) }),
      corrupt: share,
      bandwidth,
      mtuBytes: fc.constantFrom(400, 1200, 2048),
    },
    { requiredKeys: [] },
  )
  .map(({ jitter, reorder, bandwidth, ...rest }) => {
    const queueBytes =
      bandwidth && Math.max(bandwidth.queueBytes ?? 0, 16_384, Math.round(bandwidth.rateBps / 80));
    const rate = bandwidth && { rateBps: bandwidth.rateBps, queueBytes: bandwidth.queueBytes ?? queueBytes };
    return JSON.parse(JSON.stringify({ ...rest, ...jitter, ...reorder, ...rate }));
  });

const someNames = fc.constantFrom(
  (i: number) => `n${i + 1}`,
  (i: number) => ['alice', 'bob', 'carol', '7', '12', 'no', 'n1', 'n2', 'n3'][i] as string,
  (i: number) => `n0${i + 6}`.replace(/0(\d\d)/, '$1'),
  (i: number) => `${9 - i}`,
  // What readers of YAML take for numbers, switches, dates and nothing.
  (i: number) => ['0e55', '010', '1e3', '1_000', '0x1f', 'yes', 'null', '1e400', '2001-12-14'][i] as string,
  (i: number) => ['y', 'on', 'True', '1.5', '0o17', '0b11', '1.', '12e03', '0e1'][i] as string,
  (i: number) => `0e${i + 8}`,
);

const container: fc.Arbitrary<ContainerOptions> = fc
  .record(
    {
      memoryBytes: fc.constantFrom(6 * 2 ** 20, 2 ** 30, 100_000_001),
      cpus: fc.constantFrom(0.01, 0.5, 1, 12.25),
      capabilities: fc.subarray(['NET_ADMIN', 'SYS_TIME']),
      devices: fc.subarray(['/dev/net/tun', '/dev/fuse']),
      tmpfs: fc.constantFrom({}, { '/data': 4096, '/var/run': 2 ** 20 }),
      files: fc.constant({ '/etc/agent.conf': resolve('package.json') }),
      user: fc.constantFrom('root', '0', '0:10', 'root:wheel'),
      sysctls: fc.constantFrom({}, { 'net.core.somaxconn': '010' }),
      entrypoint: fc.constantFrom('image' as const, ['stdbuf', '-oL']),
    },
    { requiredKeys: ['user'] },
  )
  .map((options) => JSON.parse(JSON.stringify(options)));

const node: fc.Arbitrary<Omit<TopologyNode, 'name'>> = fc
  .record(
    {
      env: fc.dictionary(
        fc.stringMatching(/^[A-Z_]{1,8}$/),
        text.filter((value) => !value.includes('\0')),
        { maxKeys: 2 },
      ),
      startMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, durationMs, fc.constant(null)),
      natTimeoutMs: durationMs,
      role: fc.constant('infrastructure' as const),
      image: line,
      command: fc.array(line, { maxLength: 3 }),
      container,
      readyWithinMs: durationMs,
    },
    { requiredKeys: ['env', 'startMs'] },
  )
  .map(({ container, ...node }) => {
    if (container === undefined) return node;
    const { entrypoint, ...others } = container;
    const isBundled = node.image === undefined && node.command === undefined;
    return { ...node, container: isBundled || entrypoint === undefined ? others : container };
  });

/** Those of another program. */
const THEIR_OPTIONS: Record<string, unknown> = { a: { b: [1, 'yes', null] }, 7: true };

const check = { asked: fc.constant(true) };
const delivery = fc.record(
  {
    ...check,
    withinMs: durationMs,
    to: fc.constantFrom('present', 'eventual'),
    share: fc.constantFrom(0.99, 0.5, 0.001),
  },
  { requiredKeys: ['asked', 'withinMs', 'to'] },
);
const copies = fc.record({ ...check, copies: fc.constantFrom(3, 2.5, 1e-7) });
const latency = fc
  .tuple(fc.subarray([...QUANTILES], { minLength: 1 }), fc.array(durationMs, { minLength: 7, maxLength: 7 }))
  .map(([quantiles, some]) => {
    const bounds = some.sort((x, y) => x - y);
    return { asked: true, ...Object.fromEntries(quantiles.map(({ key }, i) => [`${key}Ms`, bounds[i]])) };
  });
const memory = fc.record({ ...check, maxBytes: fc.constantFrom(2 ** 20, 128 * 2 ** 20, 2 ** 20 + 1) });
const keepalive = (of: fc.Arbitrary<string[] | 'all'>) =>
  fc.record(
    { ...check, detectMs: durationMs, recoverMs: durationMs, tolerateMs: durationMs, of },
    { requiredKeys: ['asked', 'detectMs', 'recoverMs', 'tolerateMs'] },
  );
/** Not all of them: then it is `all`. */
const subjects = (names: readonly string[]) =>
  fc.oneof(
    fc.constant('all' as const),
    fc.subarray([...names], { minLength: 1, maxLength: names.length - 1 }),
  );

const expectNow = (names: readonly string[]) =>
  fc
    .record({
      delivery: fc.option(delivery),
      duplicates: fc.option(fc.record(check)),
      keepalive: fc.option(keepalive(subjects(names))),
      traffic: fc.option(copies),
      latency: fc.option(latency),
      memory: fc.option(memory),
      isolation: fc.option(fc.record(check)),
      settleMs: fc.constant(null),
    })
    .filter(({ settleMs: _, ...checks }) => Object.values(checks).some((check) => check !== null));

const expectAtEnd = (names: readonly string[]) =>
  fc.record({
    delivery: fc.option(
      fc.oneof(delivery, fc.constant({ asked: false, withinMs: 5000, to: 'present' as const })),
    ),
    duplicates: fc.option(fc.record({ asked: fc.boolean() })),
    keepalive: fc.option(
      fc.oneof(
        keepalive(subjects(names)),
        fc.constant({ asked: false, detectMs: null, recoverMs: null, tolerateMs: 5000 }),
      ),
    ),
    traffic: fc.option(copies),
    latency: fc.option(latency),
    memory: fc.option(memory),
    isolation: fc.option(fc.record(check)),
    settleMs: fc.option(fc.oneof(fc.constant(0), durationMs)),
  });

/** Numbers of nodes and links, which become names when those are known. */
function action(names: readonly string[], links: readonly TopologyLink[]): fc.Arbitrary<Action> {
  const nodes = fc.subarray([...names], { minLength: 1 });
  const directions = fc.oneof(
    fc.subarray(
      links.flatMap(({ a, b }) => [
        { from: a, to: b },
        { from: b, to: a },
      ]),
      { minLength: 1 },
    ),
    // As `all`, and as a list of links, find them.
    fc.constant(
      names.flatMap((from) => names.filter((to) => isLinked(links, from, to)).map((to) => ({ from, to }))),
    ),
  );
  const linkGroups = fc
    .tuple(nodes, nodes)
    .map(([some, others]) =>
      some.flatMap((from) => others.filter((to) => isLinked(links, from, to)).map((to) => ({ from, to }))),
    );
  const inject = fc.record({
    verb: fc.constant('inject' as const),
    from: nodes,
    count: fc.constantFrom(1, 1, 3, 1000),
    everyMs: fc.oneof(fc.constant(0), durationMs),
    answer: fc.constantFrom<(InjectAnswer | undefined)[]>(undefined, undefined, 'accepted', 'refused'),
  });
  const attack = fc.record({
    verb: fc.constant('attack' as const),
    nodes,
    kinds: fc.constantFrom([...ATTACK_KINDS], ...ATTACK_KINDS.map((kind) => [kind])),
    count: fc.constantFrom(1, 100, 300),
    everyMs: fc.constantFrom(0, 5, 20),
  });
  return fc.oneof(
    fc
      .tuple(
        inject,
        fc.oneof(
          fc.record({ bytes: fc.constantFrom(1, 32, 1024) }),
          text.map((text) => ({ text, bytes: Buffer.byteLength(text) })),
        ),
      )
      .map(
        ([{ answer, ...some }, size]): Action => ({
          ...some,
          ...size,
          ...(answer === undefined ? {} : { answer }),
        }),
      ),
    fc.record({
      verb: fc.constantFrom('kill', 'stop', 'pause', 'resume', 'start', 'disconnect', 'reconnect'),
      nodes,
    }),
    nodes.map((group): Action => {
      const groups = [group, names.filter((name) => !group.includes(name))];
      return { verb: 'partition', groups };
    }),
    fc.constant({ verb: 'heal' as const }),
    attack,
    fc.record({ verb: fc.constantFrom('cut', 'mend'), directions }),
    fc.record({ verb: fc.constant('link' as const), directions: linkGroups, conditions }),
    expectNow(names).map((expect): Action => ({ verb: 'expect', expect: expect as Expect })),
  );
}

function isLinked(links: readonly TopologyLink[], x: string, y: string): boolean {
  return links.some(({ a, b }) => (a === x && b === y) || (a === y && b === x));
}

const timeouts = fc.record(
  { idle: durationMs, ready: durationMs, exit: durationMs, warmUp: fc.oneof(durationMs, fc.constant(0)) },
  { requiredKeys: [] },
);

export const topologies: fc.Arbitrary<Topology> = fc
  .tuple(fc.integer({ min: 2, max: 9 }), someNames, fc.integer({ min: 0, max: 2 ** 32 - 1 }), line)
  .chain(([n, naming, seed, name]) => {
    const names = Array.from({ length: n }, (_, i) => naming(i));
    const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => ({ a, b })));
    const ways = fc.oneof(
      fc.constant({}),
      conditions.map((both) => ({ ab: both, ba: both })),
      fc.record({ ab: conditions, ba: conditions }, { requiredKeys: [] }),
    );
    // One of a few for most links, so that there is something that they share.
    const links = fc
      .tuple(fc.subarray(pairs, { minLength: 1 }), fc.array(ways, { minLength: 1, maxLength: 3 }), fc.nat())
      .map(([chosen, some, step]) =>
        chosen.map((pair, i): TopologyLink => ({ ...pair, ...some[i % step === 0 ? i % some.length : 0] })),
      );
    const nodes = fc.oneof(
      node.map((all) => names.map((name) => ({ name, ...all }))),
      fc.tuple(...names.map((name) => node.map((options) => ({ name, ...options })))),
    );
    return links.chain((links) =>
      fc.record({
        name: fc.constant(name),
        seed: fc.constant(seed),
        nodes,
        links: fc.constant(links),
        networks: fc.constantFrom<NetworkSpec[]>(
          [],
          [
            { name: 'left', nodes: names },
            { name: 'yes', nodes: names.slice(1) },
            { name: '0x1f', nodes: names },
          ],
        ),
        reach: fc.constantFrom('linked' as const, 'all' as const),
        peer: fc.constantFrom({}, { keepalive: '500ms' }, { hops: 8, store: 0 }, THEIR_OPTIONS),
        steps: fc.array(fc.tuple(durationMs, action(names, links)), { maxLength: 12 }).map((some) => {
          let atMs = 0;
          return some.map(([gapMs, action], index): Step => {
            atMs = Math.round((atMs + gapMs) * 1000) / 1000;
            return { index, atMs, line: 1, ...action } as Step;
          });
        }),
        expect: expectAtEnd(names) as fc.Arbitrary<Expect>,
        timeouts: timeouts as fc.Arbitrary<Timeouts>,
      }),
    );
  })
  .map((topology) => repairTopology(withoutNothing(withFittingOptions(withFittingReach(topology)))));

/** Who may talk to all is held to no links. */
function withFittingReach({
  reach,
  ...topology
}: Omit<Topology, 'reach'> & { reach: 'linked' | 'all' }): Topology {
  const asksIsolation = [topology, ...topology.steps].some(
    (each) => 'expect' in each && each.expect.isolation !== null,
  );
  return { ...topology, ...(reach === 'all' && !asksIsolation ? { reach } : {}) };
}

/** The bundled peer has no such options. */
function withFittingOptions(topology: Topology): Topology {
  const isBundled = ({ image, command }: TopologyNode) => image === undefined && command === undefined;
  if (topology.peer !== THEIR_OPTIONS || !topology.nodes.some(isBundled)) return topology;
  return { ...topology, peer: {} };
}

/** A link that does nothing has no conditions, and a file that names no time-out has none. */
function withoutNothing({ timeouts = {}, ...topology }: Topology): Topology {
  const doNothing = (some: Conditions | undefined) => some === undefined || Object.keys(some).length === 0;
  const links = topology.links.map(({ a, b, ab, ba }) => ({
    a,
    b,
    ...(doNothing(ab) ? {} : { ab: ab as Conditions }),
    ...(doNothing(ba) ? {} : { ba: ba as Conditions }),
  }));
  return { ...topology, links, ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }) };
}
