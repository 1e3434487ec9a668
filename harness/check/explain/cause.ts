/**
 * Why a message was lost or late, as far as counters and journal tell. What is inferred says "consistent with".
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { Edge, Frontier } from '../evidence/frontier.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import { intervalContaining } from '../evidence/interval.ts';
import { socketDropsDuring } from '../evidence/overflows.ts';
import type { Owed } from '../evidence/reach.ts';
import type { Whereabouts } from '../evidence/whereabouts.ts';
import { datagramsFromWrongAddress, isNeverUsed } from './addresses.ts';
import { linkChangeInWords, linkChangesOn } from './changes.ts';
import { type Drops, dropsPerDirection } from './drops.ts';
import { overflowInWords } from './floods.ts';
import { refusalsDuring } from './refusals.ts';
import { clauseToSentence, joinNames, nodePathText } from './say.ts';

/** Sentences, and the journal's lines that show them. */
export interface CauseAndEvidence {
  cause: string[];
  evidence: number[];
}

/** Who had the message, nearest to `node` first, as a sentence with the journal's lines. */
export function holdersInWords(
  history: History,
  { injection, firstDeliveries }: Whereabouts,
  node: string,
): { text: string; evidence: number[] } {
  const neighbours = new Set((history.directionsTo.get(node) ?? []).map((direction) => direction.from));
  const deliveries = firstDeliveries.filter((delivery) => delivery.node !== node);
  const near = deliveries.filter((delivery) => neighbours.has(delivery.node));
  const evidence = (near.length > 0 ? near : deliveries).slice(0, 4).map((delivery) => delivery.line);
  const had = near.map((delivery) => `${delivery.node} (${secondsText(delivery.latestMs)})`);
  if (neighbours.has(injection.node)) had.unshift(`${injection.node} (its origin)`);
  if (had.length > 0) return { text: `Of its neighbours, ${joinNames(had)} had it.`, evidence };
  if (deliveries.length === 0) return { text: `Nobody but ${injection.node} had it.`, evidence };
  return {
    text: `None of its neighbours had it; ${plural(deliveries.length, 'other node')} did, such as ${joinNames(deliveries.map((delivery) => delivery.node))}.`,
    evidence,
  };
}

/** The certain ones first; where none of them can be all, where the message stopped; and what had changed. */
export function causesOfLoss(
  history: History,
  injection: Injection,
  owed: Owed,
  frontier: Frontier,
  untilMs: number,
): CauseAndEvidence {
  const drops = dropsPerDirection(edgesTo(history, owed, frontier), untilMs);
  const refused = refusalsDuring(history, sendersAndTaker(owed, frontier), owed.windowFromMs, untilMs);
  const crashed = crashes(history, owed);
  const astray = datagramsFromWrongAddress(history, frontier.edges, untilMs);
  const others = [...overflows(history, owed, untilMs), ...gapsOf(history, injection, owed)];
  const hindered = [...drops.map(({ edge }) => edge.direction), ...astray.map(({ direction }) => direction)];
  const isExplained =
    crashed.length + others.length > 0 || hindered.some((direction) => lasted(direction, owed));
  const changes = linkChangesOn(
    history,
    () => directionsOf(history, frontier),
    owed.windowFromMs,
    owed.windowToMs,
  );
  return {
    cause: [
      ...crashed,
      ...drops.map((each) => dropsInWords(each, owed, frontier)),
      ...astray.map(({ text }) => text),
      ...refused.map(({ text }) => text),
      ...others,
      ...(isExplained ? [] : [whereItStopped(history, owed, frontier)]),
      ...changes.map((change) => linkChangeInWords(change, owed.windowFromMs)),
    ],
    evidence: [...drops, ...astray, ...refused, ...changes].map(({ line }) => line),
  };
}

/** What kept it from coming in time: of those who had it at the end of the window, to those who had not. */
export function causesOfLateness(
  history: History,
  owed: Owed,
  frontier: Frontier,
  delivered: ReportedDelivery,
): CauseAndEvidence {
  const { windowFromMs } = owed;
  const cameMs = delivered.latestMs;
  const drops = dropsPerDirection(edgesTo(history, owed, frontier), cameMs);
  const astray = datagramsFromWrongAddress(history, frontier.edges, cameMs);
  const certain = [
    ...drops.map((each) => dropsInWords(each, owed, frontier)),
    ...astray.map(({ text }) => text),
    ...overflows(history, owed, cameMs),
  ];
  const changes = linkChangesOn(history, () => directionsOf(history, frontier), windowFromMs, cameMs);
  return {
    cause: [
      ...(certain.length > 0 ? certain : [whereItWaited(owed, frontier)]),
      ...changes.map((change) => linkChangeInWords(change, windowFromMs, delivered.earliestMs)),
      ...(delivered.via === undefined ? [] : [`It reports that it came from ${delivered.via}.`]),
    ],
    evidence: [...drops, ...astray, ...changes].map(({ line }) => line),
  };
}

/** Those where copies ended, and those without a link over which it may have come. */
function edgesTo(
  { allDirections }: History,
  { incarnation, windowFromMs }: Owed,
  { edges }: Frontier,
): readonly Edge[] {
  const unlinked = allDirections.unlinkedTo.get(incarnation.node) ?? [];
  return [...edges, ...unlinked.map((direction) => ({ direction, sinceMs: windowFromMs }))];
}

function sendersAndTaker({ incarnation }: Owed, { giver, edges }: Frontier): string[] {
  return [giver, ...edges.map(({ direction }) => direction.from), incarnation.node];
}

function crashes(history: History, owed: Owed): string[] {
  return owed.path.flatMap((name) => {
    const incarnation =
      name === owed.incarnation.node
        ? owed.incarnation
        : history.incarnations(name).find((each) => each.crashed);
    if (!incarnation?.crashed || !incarnation.exit || incarnation.exit.at > owed.windowToMs) return [];
    return [`${name} had exited at ${secondsText(incarnation.exit.at)}, and no step had asked it to.`];
  });
}

/** Drops one link before the node speak for themselves; of those farther away it is said how they concern it. */
function dropsInWords(
  { edge: { direction }, text }: Drops,
  { incarnation }: Owed,
  frontier: Frontier,
): string {
  const { giver, taker, path } = frontier;
  if (direction.to === incarnation.node) return clauseToSentence(text);
  if (direction.from === giver && direction.to === taker)
    return `On the path ${nodePathText(path)} it stopped after ${giver}: ${text}.`;
  return `On another path to ${incarnation.node} it stopped after ${direction.from}: ${text}.`;
}

/** The link was open for as long as the message was owed. */
function lasted(direction: DirectionHistory, { windowFromMs, windowToMs }: Owed): boolean {
  return intervalContaining(direction.surelyOpen(), windowFromMs, windowToMs) !== null;
}

/** Those of the path, and those where copies ended. */
function directionsOf(history: History, { path, edges }: Frontier): DirectionHistory[] {
  const onPath = path.slice(1).flatMap((to, i) => history.direction(path[i]!, to) ?? []);
  return [...onPath, ...edges.map(({ direction }) => direction)];
}

function overflows(history: History, { path, windowFromMs }: Owed, untilMs: number): string[] {
  return path.flatMap((node) => {
    const dropped = socketDropsDuring(history, node, windowFromMs, untilMs);
    return dropped === 0 ? [] : [overflowInWords(node, dropped)];
  });
}

function gapsOf(history: History, injection: Injection, { incarnation }: Owed): string[] {
  const gaps = history.gaps(incarnation).filter((gap) => gap.origin === injection.node);
  return gaps.map(
    ({ count, earliestMs }) =>
      `${incarnation.node} itself reported at ${secondsText(earliestMs)} that ${plural(count, 'message')} of ${injection.node} are no longer available: the stores of its neighbours were exhausted.`,
  );
}

/** Those who had it beside the node, or the last one on the path, and the first that had not. */
function whereItStopped(history: History, owed: Owed, frontier: Frontier): string {
  const { giver, taker, path } = frontier;
  const silent = unused(history, owed, frontier);
  if (silent !== null) return silent;
  const who = sendersTo(owed, frontier);
  if (who !== null)
    return `${who} had it and an open link to ${owed.incarnation.node}: consistent with ${who} not sending it on, or ${owed.incarnation.node} dropping it.`;
  return `On the path ${nodePathText(path)} it stopped after ${giver}: consistent with ${giver} not sending it on, or ${taker} dropping it.`;
}

/** The same of what came at last. */
function whereItWaited(owed: Owed, frontier: Frontier): string {
  const { giver, taker, path } = frontier;
  const by = secondsText(owed.windowToMs);
  const who = sendersTo(owed, frontier);
  if (who !== null)
    return `By ${by} ${who} had it and an open link to ${owed.incarnation.node}: consistent with ${who} sending it on too late, or ${owed.incarnation.node} taking too long.`;
  return `On the path ${nodePathText(path)} it had come no farther than ${giver} by ${by}: consistent with ${giver} sending it on too late, or ${taker} taking too long.`;
}

/** Where not one of those who had it ever used its link to who had not. */
function unused(
  { header }: History,
  { incarnation }: Owed,
  { edges, giver, taker }: Frontier,
): string | null {
  const near = edges.filter(({ direction }) => direction.to === incarnation.node);
  const directions = (
    near.length > 0
      ? near
      : edges.filter(({ direction }) => direction.from === giver && direction.to === taker)
  ).map(({ direction }) => direction);
  if (directions.length === 0 || !directions.every(isNeverUsed)) return null;
  const [who, to] = [joinNames(directions.map(({ from }) => from)), directions[0]!.to];
  return header.topology.network === undefined
    ? `Not one datagram came in the whole run to the address that ${who} had been given for ${to}: consistent with a program that sends to other addresses, or not by UDP.`
    : `Not one packet came to the router in the whole run from ${who} for ${to}: consistent with a program that sends to others alone.`;
}

function sendersTo(owed: Owed, { edges }: Frontier): string | null {
  const senders = edges.filter(
    ({ direction }) => direction.to === owed.incarnation.node && lasted(direction, owed),
  );
  return senders.length === 0 ? null : joinNames(senders.map(({ direction }) => direction.from));
}
