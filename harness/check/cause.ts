/**
 * Why a message was lost, as far as counters and journal tell. What is inferred says "consistent with".
 */

import type { Delivery, History, Injection } from './history.ts';
import { holding } from './interval.ts';
import type { Owed } from './reach.ts';
import { countedDuring, sumOf } from './relayed.ts';
import { names, plural, seconds } from './say.ts';

/** Who had the message, nearest to `node` first, as a sentence with the journal's lines. */
export function whoHadIt(
  history: History,
  injection: Injection,
  node: string,
): { text: string; evidence: number[] } {
  const neighbours = new Set((history.directionsTo.get(node) ?? []).map((way) => way.from));
  const deliveries = firstDeliveries(history, injection).filter((delivery) => delivery.node !== node);
  const near = deliveries.filter((delivery) => neighbours.has(delivery.node));
  const evidence = (near.length > 0 ? near : deliveries).slice(0, 4).map((delivery) => delivery.line);
  const had = near.map((delivery) => `${delivery.node} (${seconds(delivery.latestMs)})`);
  if (neighbours.has(injection.node)) had.unshift(`${injection.node} (its origin)`);
  if (had.length > 0) return { text: `Of its neighbours, ${names(had)} had it.`, evidence };
  if (deliveries.length === 0) return { text: `Nobody but ${injection.node} had it.`, evidence };
  return {
    text: `None of its neighbours had it; ${plural(deliveries.length, 'other node')} did, such as ${names(deliveries.map((delivery) => delivery.node))}.`,
    evidence,
  };
}

/** The certain ones first; where there is none, where the message stopped. */
export function causesOfLoss(history: History, injection: Injection, owed: Owed, untilMs: number): string[] {
  const causes = [
    ...crashes(history, owed),
    ...droppedByLinks(history, owed.life.node, owed.windowFromMs, untilMs),
    ...overflows(history, owed, untilMs),
    ...gapsOf(history, injection, owed),
  ];
  return causes.length > 0 ? causes : [whereItStopped(history, injection, owed)];
}

function crashes(history: History, owed: Owed): string[] {
  return owed.path.flatMap((name) => {
    const life =
      name === owed.life.node ? owed.life : history.incarnations(name).find((each) => each.crashed);
    if (!life?.crashed || !life.exit || life.exit.at > owed.windowToMs) return [];
    return [`${name} had exited at ${seconds(life.exit.at)}, and no step had asked it to.`];
  });
}

/** What relays dropped of all that was sent to the node: the message was perhaps among it. */
function droppedByLinks(history: History, node: string, fromMs: number, toMs: number): string[] {
  return (history.directionsTo.get(node) ?? []).flatMap((way) => {
    const counted = countedDuring(way, fromMs, toMs);
    // Samples lie around the time: what was cut off before it is nothing to it.
    if (counted && holding(way.surelyOpen(), fromMs, toMs)) counted.dropped.delete('cut');
    if (!counted || counted.dropped.size === 0) return [];
    const all = sumOf(counted.dropped.values()) === counted.offered ? 'all ' : '';
    const reasons = [...counted.dropped].map(
      ([reason, count]) => WHY_DROPPED[reason]?.(count, way.to) ?? `${count} ${reason}`,
    );
    return [
      `Of ${all}${plural(counted.offered, 'datagram')} from ${way.from} to ${node} in that time, ${reasons.join(', ')}.`,
    ];
  });
}

const WHY_DROPPED: Record<string, (count: number, to: string) => string> = {
  nat: (count, to) =>
    `${count} found ${to}'s NAT binding gone (it had sent nothing on that link for longer than its time-out)`,
  cut: (count) => `${count} found the link cut`,
  loss: (count) => `${count} were lost by its \`loss\``,
  burst: (count) => `${count} were lost in bursts`,
  queue: (count) => `${count} found the queue of its \`rate\` full`,
  mtu: (count) => `${count} were larger than its \`mtu\``,
};

function overflows(history: History, { path, windowFromMs }: Owed, untilMs: number): string[] {
  return path.flatMap((node) => {
    const dropped = socketDropsDuring(history, node, windowFromMs, untilMs);
    return dropped === 0
      ? []
      : [
          `The kernel dropped ${plural(dropped, 'datagram')} for ${node} in that time, because its socket was full.`,
        ];
  });
}

/** How many datagrams found a socket of `node` full. */
export function socketDropsDuring(history: History, node: string, fromMs: number, toMs: number): number {
  return overflowsDuring(history, node, fromMs, toMs).reduce((sum, { dropped }) => sum + dropped, 0);
}

/** When counts of a node's sockets were found to have grown, and by how much. */
export function overflowsDuring(
  history: History,
  node: string,
  fromMs: number,
  toMs: number,
): { atMs: number; dropped: number }[] {
  const overflows: { atMs: number; dropped: number }[] = [];
  let before = 0;
  let life = 0;
  for (const { at, boot, socketDrops } of history.socketDrops.get(node) ?? []) {
    if (boot !== life) before = 0;
    life = boot;
    if (at >= fromMs && at <= toMs && socketDrops > before)
      overflows.push({ atMs: at, dropped: socketDrops - before });
    before = socketDrops;
  }
  return overflows;
}

function gapsOf(history: History, injection: Injection, { life }: Owed): string[] {
  const gaps = history.gaps(life).filter((gap) => gap.origin === injection.node);
  return gaps.map(
    ({ count, earliestMs }) =>
      `${life.node} itself reported at ${seconds(earliestMs)} that ${plural(count, 'message')} of ${injection.node} can be had no more: the stores of its neighbours were exhausted.`,
  );
}

/** The last node of the path that had the message, and the first that had not. */
function whereItStopped(history: History, injection: Injection, owed: Owed): string {
  const had = new Set([injection.node, ...firstDeliveries(history, injection).map(({ node }) => node)]);
  const senders = (history.directionsTo.get(owed.life.node) ?? []).filter(
    (way) => had.has(way.from) && holding(way.surelyOpen(), owed.windowFromMs, owed.windowToMs) !== null,
  );
  if (senders.length > 0) {
    const who = names(senders.map((way) => way.from));
    return `${who} had it and an open link to ${owed.life.node}: consistent with ${who} not sending it on, or ${owed.life.node} dropping it.`;
  }
  const at = owed.path.findIndex((node) => !had.has(node));
  if (at < 1) return 'The journal does not tell where it stopped.';
  const [giver, taker] = [owed.path[at - 1]!, owed.path[at]!];
  return `On the path ${owed.path.join(' → ')} it stopped after ${giver}: consistent with ${giver} not sending it on, or ${taker} dropping it.`;
}

function firstDeliveries(history: History, injection: Injection): Delivery[] {
  const seen = new Set<string>();
  return (history.deliveries.get(injection.message!) ?? []).filter(({ node }) => {
    if (seen.has(node)) return false;
    seen.add(node);
    return true;
  });
}
