/**
 * The journal of a large mesh, made up: links are a ring with chords, nodes become ready one after the other, messages reach all, some
 * nodes die and return, and all of it is told. Records are made as they are asked for, since there may be nodes squared of them.
 */

import type { Header, JournalRecord } from '../../../harness/journal/record.ts';
import type { TopologyLink } from '../../../harness/topology/topology.ts';
import type { EventBody } from '../../../node/contract/types.ts';
import { EXPECT, header } from './trace.ts';

export interface Wide {
  nodes: number;
  messages: number;
  kills: number;
  /** Whom each node tells of. */
  of: 'neighbours' | 'all';
  /** Nobody tells of anybody. */
  isMute?: boolean;
}

/** The links of each node are so many, about. */
const DEGREE = 4;

export function* aWideJournal(wide: Wide, reach: 'linked' | 'all'): Generator<JournalRecord> {
  const head = headerOf(wide, reach);
  const names = head.topology.nodes.map(({ name }) => name);
  yield head;
  const writer = new Writer(wide, head);
  for (const [i, node] of names.entries()) yield* writer.start(node, -1000 + i / names.length);
  for (const node of names)
    for (const other of writer.toldBy(node)) yield writer.told(node, other, -500, true);
  for (let i = 0; i < wide.messages; i++) yield* writer.message(names, `m${i}`, 5000 + 100 * i);
  const afterMs = 10_000 + 100 * wide.messages;
  for (let i = 0; i < wide.kills; i++)
    yield* writer.restart(names[(7 * i) % names.length]!, afterMs + 2000 * i);
  yield { type: 'end', at: afterMs + 2000 * wide.kills + 20_000, reason: 'decided', text: '' };
}

function headerOf({ nodes, of }: Wide, reach: 'linked' | 'all'): Header {
  const names = Array.from({ length: nodes }, (_, i) => `n${i + 1}`);
  const expect = {
    ...EXPECT,
    keepalive: {
      asked: true,
      detectMs: 1000,
      recoverMs: 1000,
      tolerateMs: 1000,
      ...(of === 'all' ? { of } : {}),
    },
  };
  const head = header('', expect);
  const topology = {
    ...head.topology,
    nodes: names.map((name) => ({ name, command: ['agent'], env: {}, startMs: 0 })),
    links: linksOf(names),
    networks: [],
    ...(reach === 'all' ? { reach } : {}),
  };
  return { ...head, topology };
}

function linksOf(names: readonly string[]): TopologyLink[] {
  const links = new Map<string, TopologyLink>();
  for (const [i, name] of names.entries()) {
    for (let k = 1; k <= DEGREE / 2; k++) {
      const other = (i + (k === 1 ? 1 : 1 + ((31 * i) % (names.length - 1)))) % names.length;
      if (other === i) continue;
      const [a, b] = i < other ? [name, names[other]!] : [names[other]!, name];
      links.set(`${a} ${b}`, { a, b });
    }
  }
  return [...links.values()];
}

class Writer {
  private readonly neighbours = new Map<string, string[]>();
  private readonly boots = new Map<string, number>();
  private readonly names: readonly string[];
  private readonly wide: Wide;

  constructor(wide: Wide, { topology }: Header) {
    this.wide = wide;
    this.names = topology.nodes.map(({ name }) => name);
    for (const name of this.names) this.neighbours.set(name, []);
    for (const { a, b } of topology.links) {
      this.neighbours.get(a)?.push(b);
      this.neighbours.get(b)?.push(a);
    }
  }

  toldBy(node: string): string[] {
    if (this.wide.isMute) return [];
    if (this.wide.of === 'all') return this.names.filter((name) => name !== node);
    return this.neighbours.get(node) ?? [];
  }

  *start(node: string, at: number): Generator<JournalRecord> {
    const boot = (this.boots.get(node) ?? 0) + 1;
    this.boots.set(node, boot);
    yield { type: 'start', phase: 'sent', at, node, boot };
    yield this.event(node, at + 50, { type: 'ready', host: '127.0.0.1', port: 1 });
  }

  told(node: string, other: string, at: number, isUp: boolean): JournalRecord {
    if (isUp) return this.event(node, at, { type: 'peer-up', node: other });
    return this.event(node, at, { type: 'peer-down', node: other, reason: 'silent' });
  }

  *message(names: readonly string[], message: string, at: number): Generator<JournalRecord> {
    const [origin, ...others] = names;
    const node = origin!;
    const digest = `digest-of-${message}`;
    yield { type: 'inject', at, node, boot: this.boots.get(node)!, ref: message, bytes: 5, digest };
    yield this.event(node, at, { type: 'injected', ref: message, message });
    for (const other of others) yield this.event(other, at + 50, { type: 'delivered', message, digest });
  }

  /** Noticed by all who have to. */
  *restart(node: string, at: number): Generator<JournalRecord> {
    const observers = this.names.filter((name) => name !== node && this.toldBy(name).includes(node));
    yield { type: 'fault', phase: 'sent', at, node, fault: 'kill' };
    const exit = { code: null, signal: 'SIGKILL' };
    yield { type: 'exit', at: at + 10, node, boot: this.boots.get(node)!, exit, lastWords: [] };
    yield { type: 'fault', phase: 'confirmed', at: at + 10, node, fault: 'kill' };
    for (const other of observers) yield this.told(other, node, at + 500, false);
    yield* this.start(node, at + 1000);
    for (const other of observers) yield this.told(other, node, at + 1200, true);
    for (const other of this.toldBy(node)) yield this.told(node, other, at + 1200, true);
  }

  private event(node: string, at: number, body: EventBody): JournalRecord {
    const event = { run: 'r', seq: 1, t: at, ...body };
    return { type: 'event', at, err: 0, node, boot: this.boots.get(node)!, event };
  }
}
