/**
 * A judge of its own, for knowing whether a planted bug was provoked: it knows only calm times, in which every node runs and
 * every link is open, and what was certain before any check was written. So what it finds was surely there to be found;
 * what it does not find may have been there.
 */

import type { JournalRecord } from '../../harness/journal/record.ts';
import type { Topology } from '../../harness/topology/topology.ts';
import { type Calm, calmOf, incarnationsOf, type Life } from './calm.ts';

/** What a node did wrong for certain, in words. */
export function plainlyWrong(
  topology: Topology,
  delayMs: number,
  records: readonly JournalRecord[],
): string[] {
  const incarnations = incarnationsOf(records);
  const calm = calmOf(topology, incarnations, records);
  const longestMs = delayMs * topology.nodes.length;
  return [
    ...wronglyDelivered(incarnations),
    ...undelivered(topology, incarnations, calm, longestMs),
    ...unmet(topology, incarnations, calm, 2 * delayMs),
    ...notMissed(topology, incarnations, delayMs),
    ...misbehaved(incarnations, records),
  ];
}

function wronglyDelivered(incarnations: readonly Life[]): string[] {
  const digests = new Map<string, string>();
  for (const { injected } of incarnations)
    for (const { message, digest } of injected) digests.set(message, digest);
  return incarnations.flatMap(({ name, injected, delivered }) => {
    const own = new Set(injected.map(({ message }) => message));
    return delivered.flatMap(({ message, digest }, i) => {
      if (own.has(message)) return [`${name} delivered its own ${message}`];
      if (digests.get(message) !== digest) return [`${name} delivered ${message}, which was not said so`];
      const isFirst = delivered.findIndex((each) => each.message === message) === i;
      return isFirst ? [] : [`${name} delivered ${message} again`];
    });
  });
}

/** What was injected in calm, or by whom lived on into it, reaches everybody in time if the calm lasts. */
function undelivered(
  { expect }: Topology,
  incarnations: readonly Life[],
  calm: readonly Calm[],
  longestMs: number,
): string[] {
  const { delivery } = expect;
  if (delivery === null) return [];
  return incarnations.flatMap((origin) =>
    origin.injected.flatMap(({ message, atMs }) => {
      const all = calm.filter(({ fromMs, present }) =>
        delivery.to === 'present' ? fromMs < atMs : present.includes(origin),
      );
      return all.flatMap(({ fromMs, toMs, present }) => {
        const dueMs = Math.max(fromMs, atMs) + delivery.withinMs + longestMs;
        if (dueMs >= toMs) return [];
        return present
          .filter(
            (incarnation) =>
              incarnation !== origin &&
              !incarnation.delivered.some((each) => each.message === message && each.atMs <= dueMs),
          )
          .map((incarnation) => `${incarnation.name} had not got ${message} by ${dueMs}`);
      });
    }),
  );
}

/** In calm that lasts, neighbours meet, and are not called dead afterwards. */
function unmet(
  { expect, links }: Topology,
  incarnations: readonly Life[],
  calm: readonly Calm[],
  roundTripMs: number,
): string[] {
  const { keepalive } = expect;
  if (keepalive === null || keepalive.recoverMs === null) return [];
  const patienceMs = Math.max(keepalive.recoverMs, keepalive.tolerateMs) + roundTripMs;
  return calm.flatMap(({ fromMs, toMs, present }) => {
    const sinceMs = fromMs + patienceMs;
    if (sinceMs >= toMs) return [];
    return incarnations.flatMap((incarnation) => {
      if (!present.includes(incarnation)) return [];
      return neighboursOf(links, incarnation.node).flatMap((other) => {
        const words = incarnation.words.filter(({ of }) => of === other);
        const isMet = words.findLast(({ atMs }) => atMs <= sinceMs)?.up === true;
        const isLost = words.some(({ up, atMs }) => !up && atMs > sinceMs && atMs < toMs);
        return isMet && !isLost
          ? []
          : [`${incarnation.name} did not know that ${other} was there from ${sinceMs} on`];
      });
    });
  });
}

/** Who is gone for long is missed by those who run on. */
function notMissed({ expect, links }: Topology, incarnations: readonly Life[], delayMs: number): string[] {
  const { keepalive } = expect;
  if (keepalive === null || keepalive.detectMs === null) return [];
  const patienceMs = keepalive.detectMs + delayMs;
  return incarnations.flatMap((gone) => {
    const next = incarnations.find(({ node, boot }) => node === gone.node && boot === gone.boot + 1);
    const dueMs = gone.exitMs + patienceMs;
    if (gone.exitMs === Infinity || dueMs >= (next?.startMs ?? Infinity)) return [];
    return incarnations
      .filter(({ node }) => neighboursOf(links, gone.node).includes(node))
      .filter(({ readyMs, endingMs, pauses }) => readyMs < gone.exitMs && endingMs > dueMs && pauses === 0)
      .filter(({ words }) => words.findLast(({ of, atMs }) => of === gone.node && atMs <= dueMs)?.up === true)
      .map(({ name }) => `${name} did not miss ${gone.node} by ${dueMs}`);
  });
}

function misbehaved(incarnations: readonly Life[], records: readonly JournalRecord[]): string[] {
  const endMs = records.at(-1)?.type === 'end' ? (records.at(-1) as { at: number }).at : -Infinity;
  const deserters = incarnations
    .filter(({ exitMs, endingMs }) => exitMs < endingMs && exitMs < endMs)
    .map(({ name }) => `${name} went by itself`);
  const unanswered = incarnations.flatMap(({ name, asked, answered, endingMs, pauses }) =>
    asked
      .filter(
        ({ ref, atMs }) => !answered.has(ref) && pauses === 0 && atMs + 1000 < Math.min(endingMs, endMs),
      )
      .map(({ ref }) => `${name} did not answer ${ref}`),
  );
  return [...deserters, ...unanswered];
}

function neighboursOf(links: Topology['links'], node: string): string[] {
  return links.flatMap(({ a, b }) => (a === node ? [b] : b === node ? [a] : []));
}
