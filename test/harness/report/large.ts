/**
 * The journal of a large run, made up: a small world through which messages flood, with deaths, a partition, losses and
 * counters of relays, in the form and with the entropy of a real one.
 */

import { JOURNAL_VERSION } from '../../../harness/journal/record.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { Random } from '../../../node/core/random.ts';

const PER_MESSAGE_MS = 120;

/** The journal's text. About `messages` × `nodes` lines. */
export function aLargeJournal(nodes = 1000, messages = 95): string {
  const topology = topologyFromObject({
    name: 'large',
    seed: 7,
    nodes: { count: nodes },
    links: { shape: 'small-world', degree: 6 },
    steps: [
      { at: '1s', inject: { count: messages, every: `${PER_MESSAGE_MS}ms`, bytes: 200 }, from: 'all' },
      { at: '3s', kill: 'n4' },
      { at: '9s', start: 'n4' },
    ],
  });
  const cut = topology.links[0];
  if (cut === undefined) throw new Error('no links');
  const random = Random.of(1);
  const draw = () => random.float();
  const between = (least: number, most: number) => least + (most - least) * draw();
  const run = 'abcdefgh';
  const lines: { at: number; record: Record<string, unknown> }[] = [];
  const seqs = new Map<string, number>();
  const add = (at: number, record: Record<string, unknown>) => lines.push({ at, record });
  const us = (ms: number) => Math.round(ms * 1000) / 1000;
  const event = (at: number, node: string, body: Record<string, unknown>) => {
    const seq = (seqs.get(node) ?? 0) + 1;
    seqs.set(node, seq);
    const t = 1_764_000_000_000 + at + draw();
    add(at, {
      type: 'event',
      at: us(at),
      err: us(between(0.02, 0.2)),
      node,
      boot: 1,
      event: { ...body, run, seq, t },
    });
  };
  const neighbours = new Map<string, string[]>(topology.nodes.map(({ name }) => [name, []]));
  for (const { a, b } of topology.links) {
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  for (const { name } of topology.nodes) {
    add(-2000, { type: 'start', phase: 'sent', at: us(-2000 + draw()), node: name, boot: 1 });
    event(between(-900, -1), name, { type: 'ready', host: '127.0.0.1', port: 4000 });
  }
  for (const step of topology.steps)
    add(step.atMs, {
      type: 'step',
      at: step.atMs,
      index: step.index,
      verb: step.verb,
      text: `${step.verb} …`,
    });
  for (const phase of ['sent', 'confirmed']) {
    add(3000, { type: 'fault', phase, at: 3000.5, node: 'n4', fault: 'kill' });
    for (const [from, to] of [
      [cut.a, cut.b],
      [cut.b, cut.a],
    ])
      add(5000, { type: 'link', phase, at: 5000.5, from, to, open: false });
  }
  add(3001, {
    type: 'exit',
    at: 3001,
    node: 'n4',
    boot: 1,
    exit: { code: null, signal: 'SIGKILL' },
    lastWords: [],
  });
  for (const each of neighbours.get('n4') ?? [])
    event(between(4000, 4600), each, { type: 'peer-down', node: 'n4', reason: 'silent' });
  for (let i = 0; i < messages; i++) {
    const origin = topology.nodes[(i * 37) % nodes]?.name ?? 'n1';
    if (origin === 'n4') continue;
    const at = 1000 + i * PER_MESSAGE_MS + draw();
    const [ref, message] = [`i${i}`, `${origin}-1-${i}`];
    const digest = Math.floor(draw() * 2 ** 32)
      .toString(16)
      .padStart(16, '5');
    add(at, { type: 'inject', at: us(at), node: origin, boot: 1, ref, bytes: 200, digest });
    event(at + 0.3, origin, { type: 'injected', ref, message });
    const had = new Set([origin]);
    const wave: [string, number, number][] = [[origin, at + 0.3, 0]];
    for (const [node, when, hops] of wave) {
      for (const next of neighbours.get(node) ?? []) {
        if (had.has(next) || (next === 'n4' && when > 3000)) continue;
        had.add(next);
        // A few are never delivered: the run has failed.
        if (next === 'n9' && i % 20 === 3) continue;
        const then = when + between(0.4, 3);
        event(then, next, { type: 'delivered', message, digest, hops: hops + 1, via: node });
        wave.push([next, then, hops + 1]);
      }
    }
  }
  const endMs = 1000 + messages * PER_MESSAGE_MS + 8000;
  for (const { name } of topology.nodes) {
    if (name !== 'n4')
      event(endMs - 5, name, {
        type: 'stats',
        counters: { 'data.sent': 500, 'data.received': Math.floor(between(300, 600)) },
      });
  }
  for (const { a, b } of topology.links) {
    add(endMs - 1, {
      type: 'relay',
      at: us(endMs - draw()),
      from: a,
      to: b,
      offered: Math.floor(between(80, 100)),
      dropped: { loss: Math.floor(between(0, 5)) },
    });
  }
  lines.sort((one, other) => one.at - other.at);
  const head = {
    type: 'header',
    journal: JOURNAL_VERSION,
    meshbed: '0.1.0',
    contract: 1,
    run,
    runtime: 'process',
    topology,
    links: topology.links.map(({ a, b }) => ({ a, b, via: 'relay' })),
  };
  const end = { type: 'end', at: endMs, reason: 'decided', text: 'every obligation was decided' };
  return `${[head, ...lines.map(({ record }) => record), end].map((record) => JSON.stringify(record)).join('\n')}\n`;
}
