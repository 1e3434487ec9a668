/**
 * Why a message was lost, as far as the journal tells. What is inferred says "consistent with".
 */

import type { Delivery, History, Injection } from './history.ts';
import { holding } from './interval.ts';
import type { Owed } from './reach.ts';
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
  if (near.length > 0) {
    const had = near.map((delivery) => `${delivery.node} (${seconds(delivery.latestMs)})`);
    return { text: `Of its neighbours, ${names(had)} had it.`, evidence };
  }
  if (neighbours.has(injection.node)) {
    return { text: `Its neighbour ${injection.node}, the origin, had it.`, evidence };
  }
  if (deliveries.length === 0) return { text: `Nobody but ${injection.node} had it.`, evidence };
  return {
    text: `None of its neighbours had it; ${plural(deliveries.length, 'other node')} did, such as ${names(deliveries.map((delivery) => delivery.node))}.`,
    evidence,
  };
}

export function causesOfLoss(history: History, injection: Injection, owed: Owed): string[] {
  const causes: string[] = [];
  for (const name of owed.path) {
    const life =
      name === owed.life.node ? owed.life : history.incarnations(name).find((each) => each.crashed);
    if (life?.crashed && life.exit && life.exit.at <= owed.windowToMs) {
      causes.push(`${name} had exited at ${seconds(life.exit.at)}, and no step had asked it to.`);
    }
  }
  if (causes.length > 0) return causes;
  return [whereItStopped(history, injection, owed)];
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
