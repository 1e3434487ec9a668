/**
 * What a journal says of each life of a node, and when there was calm: every node ran, and every link was open both ways.
 */

import type { JournalRecord } from '../../harness/journal/record.ts';
import type { Topology } from '../../harness/topology/topology.ts';
import { dropsEverything } from '../../node/link/conditions.ts';

export interface Life {
  node: string;
  boot: number;
  /** `n1 (start 2)`. */
  name: string;
  startMs: number;
  readyMs: number;
  /** When it was sent to be killed or stopped; Infinity if it never was. */
  endingMs: number;
  exitMs: number;
  pauses: number;
  asked: { ref: string; atMs: number; digest: string }[];
  answered: Set<string>;
  injected: { message: string; digest: string; atMs: number }[];
  delivered: { message: string; digest: string; atMs: number }[];
  words: { of: string; up: boolean; atMs: number }[];
}

export interface Calm {
  fromMs: number;
  toMs: number;
  /** Of each node. */
  present: readonly Life[];
}

export function incarnationsOf(records: readonly JournalRecord[]): Life[] {
  const incarnations = new Map<string, Life>();
  const lastOf = (node: string) =>
    [...incarnations.values()].findLast((incarnation) => incarnation.node === node);
  for (const record of records) {
    switch (record.type) {
      case 'start':
        if (record.phase === 'sent')
          incarnations.set(`${record.node} ${record.boot}`, newIncarnation(record));
        break;
      case 'exit':
        incarnations.get(`${record.node} ${record.boot}`)!.exitMs = record.at;
        break;
      case 'fault': {
        const incarnation = lastOf(record.node)!;
        if (record.fault === 'pause') incarnation.pauses++;
        const isEnd = record.fault === 'kill' || record.fault === 'stop';
        if (isEnd && record.phase === 'sent')
          incarnation.endingMs = Math.min(incarnation.endingMs, record.at);
        break;
      }
      case 'inject':
        incarnations.get(`${record.node} ${record.boot}`)!.asked.push({ ...record, atMs: record.at });
        break;
      case 'event':
        note(incarnations.get(`${record.node} ${record.boot}`)!, record);
        break;
      default:
        break;
    }
  }
  return [...incarnations.values()];
}

function newIncarnation({ node, boot, at }: { node: string; boot: number; at: number }): Life {
  const none = { asked: [], answered: new Set<string>(), injected: [], delivered: [], words: [] };
  const never = { readyMs: Infinity, endingMs: Infinity, exitMs: Infinity, pauses: 0 };
  return { node, boot, name: `${node} (start ${boot})`, startMs: at, ...never, ...none };
}

function note(incarnation: Life, { event, at }: JournalRecord & { type: 'event' }): void {
  switch (event.type) {
    case 'ready':
      incarnation.readyMs = Math.min(incarnation.readyMs, at);
      break;
    case 'injected': {
      const asked = incarnation.asked.find(({ ref }) => ref === event.ref);
      incarnation.answered.add(event.ref);
      if (asked) incarnation.injected.push({ message: event.message, digest: asked.digest, atMs: at });
      break;
    }
    case 'error':
      if (event.ref !== undefined) incarnation.answered.add(event.ref);
      break;
    case 'delivered':
      incarnation.delivered.push({ message: event.message, digest: event.digest, atMs: at });
      break;
    case 'peer-up':
    case 'peer-down':
      incarnation.words.push({ of: event.node, up: event.type === 'peer-up', atMs: at });
      break;
    default:
      break;
  }
}

/** Faults end it when they are sent, and it begins when nothing is wrong any more. What a crash takes away it does not notice. */
export function calmOf(
  { nodes, links }: Topology,
  incarnations: readonly Life[],
  records: readonly JournalRecord[],
): Calm[] {
  const up = new Map<string, Life>();
  const closed = new Set(
    links.flatMap(({ a, b, ab, ba }) => [
      ...(dropsEverything(ab) ? [`${a} ${b}`] : []),
      ...(dropsEverything(ba) ? [`${b} ${a}`] : []),
    ]),
  );
  const calm: Calm[] = [];
  let fromMs: number | null = null;
  const look = (atMs: number) => {
    const isCalm = closed.size === 0 && up.size === nodes.length;
    if (isCalm) fromMs ??= atMs;
    else if (fromMs !== null) {
      calm.push({ fromMs, toMs: atMs, present: before });
      fromMs = null;
    }
    before = [...up.values()];
  };
  let before: readonly Life[] = [];
  const paused = new Map<string, Life>();
  for (const record of records) {
    if (record.type === 'link') {
      if (!record.open) closed.add(`${record.from} ${record.to}`);
      else if (record.phase === 'confirmed') closed.delete(`${record.from} ${record.to}`);
    } else if (record.type === 'fault') {
      const incarnation = up.get(record.node);
      if (record.fault === 'resume') {
        const waiting = paused.get(record.node);
        if (record.phase === 'confirmed' && waiting) up.set(record.node, waiting);
      } else {
        if (incarnation && record.fault === 'pause') paused.set(record.node, incarnation);
        else if (record.fault !== 'pause') paused.delete(record.node);
        up.delete(record.node);
      }
    } else if (record.type === 'event' && record.event.type === 'ready') {
      up.set(
        record.node,
        incarnations.find(({ node, boot }) => node === record.node && boot === record.boot)!,
      );
    } else if (record.type === 'end') {
      up.clear();
    }
    if ('at' in record) look(record.at);
  }
  return calm;
}
