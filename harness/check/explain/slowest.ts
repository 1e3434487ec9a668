/**
 * The slowest deliveries of a run, as the cause of a figure over all of them: by which links each came, by the nodes' own
 * word, on which it took longest, and what relays dropped there meanwhile.
 */

import { plural } from '../../common/wording.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import type { CauseAndEvidence } from './cause.ts';
import { linkChangeInWords, linkChangesOn } from './changes.ts';
import { dropsPerDirection } from './drops.ts';
import { nodePathText } from './say.ts';

/** So many are named. */
const MOST_NAMED = 3;

/** A first delivery, and the shortest time since its injection that the clocks allow. */
export interface Timed {
  injection: Injection;
  delivery: ReportedDelivery;
  shortestMs: number;
}

/** A node on the way, and when it had the message. */
interface Stop {
  node: string;
  atMs: number;
}

export function explainSlowestDelivery(history: History, all: Iterable<Timed>): CauseAndEvidence {
  const slowest: Timed[] = [];
  for (const each of all) {
    const place = slowest.findIndex(({ shortestMs }) => shortestMs < each.shortestMs);
    if (place !== -1) slowest.splice(place, 0, each);
    else if (slowest.length < MOST_NAMED) slowest.push(each);
    if (slowest.length > MOST_NAMED) slowest.pop();
  }
  const said = slowest.map((each) => inWords(history, each));
  const changes = slowest.flatMap(({ injection, delivery }, i) => {
    const sinceMs = injection.injected!.earliestMs;
    const during = linkChangesOn(history, () => said[i]!.directions, sinceMs, delivery.latestMs);
    return during.map((change) => ({ text: linkChangeInWords(change, sinceMs), line: change.line }));
  });
  const evidence = slowest.flatMap(({ injection, delivery }, i) => [
    injection.injected!.line,
    delivery.line,
    ...said[i]!.evidence,
  ]);
  return {
    cause: [...said.map(({ text }) => text), ...new Set(changes.map(({ text }) => text))],
    evidence: [...new Set([...evidence, ...changes.map(({ line }) => line)])],
  };
}

/** `c got m 812.0 ms or more after its injection by a → b → c, 790.0 ms of them from b to c: of 12 datagrams …`. */
function inWords(history: History, { injection, delivery, shortestMs }: Timed) {
  const stops = wayOf(history, injection, delivery);
  const got = `${delivery.node} got ${injection.message} ${shortestMs.toFixed(1)} ms after its injection`;
  const longest = longestHop(stops);
  if (longest === null)
    return { text: `${got}; by which links it does not say.`, directions: [], evidence: [] };
  const { from, to, tookMs } = longest;
  const directions = stops.slice(1).flatMap(({ node }, i) => history.direction(stops[i]!.node, node) ?? []);
  const links = plural(stops.length - 1, 'link');
  const by = `${got} by ${nodePathText(stops.map(({ node }) => node))} (${links}), ${tookMs.toFixed(1)} ms of it from ${from.node} to ${to.node}`;
  const direction = history.direction(from.node, to.node);
  if (!direction) return { text: `${by}, between which the file has no link.`, directions, evidence: [] };
  const [drops] = dropsPerDirection([{ direction, sinceMs: from.atMs }], to.atMs);
  if (drops) return { text: `${by}: ${drops.text}.`, directions, evidence: [drops.line] };
  return { text: `${by}${delayInWords(direction)}.`, directions, evidence: [] };
}

/** From where it was injected, or as far back as `via` tells, to the node. */
function wayOf(history: History, injection: Injection, delivery: ReportedDelivery): Stop[] {
  const deliveries = history.deliveries.get(injection.message!) ?? [];
  const firsts = new Map<string, ReportedDelivery>();
  for (const each of deliveries) if (!firsts.has(each.node)) firsts.set(each.node, each);
  const stops: Stop[] = [];
  const seen = new Set<string>();
  for (let at: ReportedDelivery | undefined = delivery; at && !seen.has(at.node); ) {
    seen.add(at.node);
    stops.unshift({ node: at.node, atMs: middleOf(at) });
    if (at.via === injection.node) {
      stops.unshift({ node: injection.node, atMs: middleOf(injection.injected!) });
      break;
    }
    at = at.via === undefined ? undefined : firsts.get(at.via);
  }
  return stops;
}

function longestHop(stops: readonly Stop[]): { from: Stop; to: Stop; tookMs: number } | null {
  const hops = stops.slice(1).map((to, i) => {
    const from = stops[i]!;
    return { from, to, tookMs: Math.max(0, to.atMs - from.atMs) };
  });
  return hops.reduce<(typeof hops)[number] | null>(
    (longest, hop) => (longest === null || hop.tookMs > longest.tookMs ? hop : longest),
    null,
  );
}

/** What its conditions may add there by themselves, and that nothing was dropped, where a relay counts. */
function delayInWords({ maxDelayMs, samples }: DirectionHistory): string {
  const delay =
    maxDelayMs === 0
      ? 'no conditions delay it'
      : `conditions delay it by ${maxDelayMs.toFixed(1)} ms at most`;
  return `, where ${delay}${samples.length === 0 ? '' : ' and nothing was dropped'}`;
}

function middleOf({ earliestMs, latestMs }: { earliestMs: number; latestMs: number }): number {
  return (earliestMs + latestMs) / 2;
}
