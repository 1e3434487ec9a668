/**
 * The findings of `delivery`: what was owed and came late or never, who had it, why, and what excuses it.
 */

import { plural, secondsText } from '../../common/wording.ts';
import { Frontiers } from '../evidence/frontier.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import { overflowsDuring } from '../evidence/overflows.ts';
import { areAllDropped } from '../evidence/passable.ts';
import type { Owed } from '../evidence/reach.ts';
import { relayCountsDuring } from '../evidence/relayed.ts';
import { Whereabouts } from '../evidence/whereabouts.ts';
import { causesOfLateness, causesOfLoss, holdersInWords } from '../explain/cause.ts';
import {
  excuseByOverload,
  HEAVY_OVERLOAD_MS,
  overloadExplainingAbsenceMs,
  unlessClocksJumped,
  unlessEventsAreMissing,
} from '../explain/excuse.ts';
import type { Finding } from '../explain/finding.ts';
import { withOverflows } from '../explain/floods.ts';
import { earlierDeliveryInWords, incarnationInWords } from '../explain/later-life.ts';
import { unlessMisled } from '../explain/misled.ts';
import { joinNames } from '../explain/say.ts';
import { dropsBefore, dropsOnAllWaysIn } from '../explain/unlucky.ts';

/** Sockets are looked at twice a second; what was found then happened since the look before, or a little earlier. */
const OVERFLOW_SPAN_MS = 1_000;

/** Makes the findings of one judgement: what it has learned about a message serves all findings about that message. */
export class Undelivered {
  private readonly history: History;
  private readonly frontiers: Frontiers;
  private known: Whereabouts | null = null;

  constructor(history: History) {
    this.history = history;
    this.frontiers = new Frontiers(history);
  }

  lost(injection: Injection, item: Owed, untilMs: number): Finding {
    const { history } = this;
    const owed = withPath(item);
    const { incarnation, windowToMs } = owed;
    const message = injection.message!;
    const whereabouts = this.whereabouts(injection);
    const holders = holdersInWords(history, whereabouts, incarnation.node);
    const who = incarnationInWords(history, incarnation, injection.injected!.latestMs);
    const before = earlierDeliveryInWords(history, whereabouts, incarnation);
    const frontier = this.frontiers.of(owed, whereabouts, untilMs);
    const why = causesOfLoss(history, injection, owed, frontier, untilMs);
    const finding: Finding = {
      word: 'lost',
      verdict: 'failed',
      atMs: windowToMs,
      node: incarnation.node,
      message,
      text: `${who.name} never got ${message}: ${whyOwed(history, injection, owed)}.${before.text} ${holders.text}`,
      cause: why.cause,
      evidence: eachOnce([
        injection.line,
        injection.injected!.line,
        ...before.evidence,
        ...who.evidence,
        ...holders.evidence,
        ...why.evidence,
      ]),
    };
    const unlucky = this.badLuck(owed, whereabouts);
    if (unlucky) return { ...finding, word: 'unlucky', verdict: 'inconclusive', cause: [unlucky] };
    const excused = unlessEventsAreMissing(excuseLoss(history, finding, owed, untilMs), incarnation.missing);
    const flooded = withOverflows(history, excused, owed.path, owed.windowFromMs, untilMs);
    return unlessMisled(history, unlessClocksJumped(history, flooded, owed.path), owed.path);
  }

  late(injection: Injection, item: Owed, delivered: ReportedDelivery): Finding {
    const { history } = this;
    const owed = withPath(item);
    const { incarnation, windowFromMs, windowToMs, path } = owed;
    const overdueMs = delivered.earliestMs - windowToMs;
    const who = incarnationInWords(history, incarnation, injection.injected!.latestMs);
    const whereabouts = this.whereabouts(injection);
    const before = earlierDeliveryInWords(history, whereabouts, incarnation);
    const frontier = this.frontiers.of(owed, whereabouts, windowToMs);
    const why = causesOfLateness(history, owed, frontier, delivered);
    const finding: Finding = {
      word: 'late',
      verdict: 'failed',
      atMs: delivered.earliestMs,
      node: incarnation.node,
      message: injection.message!,
      text: `${who.name} got ${injection.message} at ${secondsText(delivered.earliestMs)}, ${secondsText(overdueMs)} too late: ${whyOwed(history, injection, owed)}.${before.text}`,
      cause: why.cause,
      evidence: eachOnce([
        injection.injected!.line,
        ...before.evidence,
        ...who.evidence,
        delivered.line,
        ...why.evidence,
      ]),
    };
    const excused = excuseByOverload(history, finding, {
      nodes: path,
      fromMs: windowFromMs,
      toMs: delivered.latestMs,
      neededMs: overdueMs,
    });
    const flooded = withOverflows(history, excused, path, windowFromMs, delivered.latestMs);
    return unlessMisled(history, unlessClocksJumped(history, flooded, path), path);
  }

  /** Messages are judged one after the other, so the last one is enough. */
  private whereabouts(injection: Injection): Whereabouts {
    if (this.known?.injection !== injection) this.known = new Whereabouts(this.history, injection);
    return this.known;
  }

  /** Of the node's own links, or of all links on which the message could have come near it. */
  private badLuck(owed: Owed, whereabouts: Whereabouts): string | null {
    const { incarnation, windowFromMs, windowToMs } = owed;
    const own = dropsOnAllWaysIn(this.history, incarnation.node, windowFromMs, windowToMs);
    if (own) return own;
    // It is the path's own place, too, that must have been so: a look at one link saves most walks.
    if (!areAllDropped(this.frontiers.onPath(owed, whereabouts, windowToMs).edges, windowToMs)) return null;
    return dropsBefore(incarnation.node, this.frontiers.whole(owed, whereabouts, windowToMs), windowToMs);
  }
}

/**
 * What never came is no matter of speed, unless some overload can lose it: a socket overflowed while its node was kept
 * waiting, or a relay lost datagrams by itself.
 */
function excuseLoss(history: History, finding: Finding, owed: Owed, untilMs: number): Finding {
  const { path, incarnation, windowFromMs, windowToMs } = owed;
  for (const node of path) {
    for (const { atMs } of overflowsDuring(history, node, windowFromMs, untilMs)) {
      const fromMs = Math.max(windowFromMs, atMs - OVERFLOW_SPAN_MS);
      const circumstances = { nodes: [node], fromMs, toMs: atMs, neededMs: HEAVY_OVERLOAD_MS };
      const excused = excuseByOverload(history, finding, circumstances);
      if (excused !== finding) return excused;
    }
  }
  const lostByRelay = (history.directionsTo.get(incarnation.node) ?? []).some(
    (direction) => (relayCountsDuring(direction, windowFromMs, untilMs)?.lostByRelay ?? 0) > 0,
  );
  const neededMs = overloadExplainingAbsenceMs(lostByRelay ? HEAVY_OVERLOAD_MS : null, windowToMs, untilMs);
  const excused = excuseByOverload(history, finding, {
    nodes: path,
    fromMs: windowFromMs,
    toMs: untilMs,
    neededMs,
  });
  return excused === finding ? excuseLateStart(history, finding, owed) : excused;
}

/**
 * A node that overload has kept from becoming ready until just before the message was there knows nobody yet: the steps of a
 * file come at their times. So much of its start is on the message's path as `within` is long.
 */
function excuseLateStart(history: History, finding: Finding, owed: Owed): Finding {
  const { path, windowFromMs, windowToMs } = owed;
  for (const node of path) {
    const life = history.incarnations(node).findLast(({ startedMs }) => startedMs <= windowFromMs);
    if (life?.readyMs == null || life.readyMs < windowFromMs - (windowToMs - windowFromMs)) continue;
    const circumstances = { nodes: [node], fromMs: life.startedMs, toMs: life.readyMs };
    const excused = excuseByOverload(history, finding, { ...circumstances, neededMs: HEAVY_OVERLOAD_MS });
    if (excused !== finding) return excused;
  }
  return finding;
}

/** `n1 injected it at 1.003 s, and n1, n2 and n4 were up and linked from then to 3.003 s, …`. */
function whyOwed(
  history: History,
  injection: Injection,
  { windowFromMs, windowToMs, path, incarnation }: Owed,
): string {
  const injectedMs = injection.injected!.latestMs;
  const since = windowFromMs === injectedMs ? 'from then' : `from ${secondsText(windowFromMs)}`;
  const areLinked = path.slice(1).every((to, i) => history.direction(path[i]!, to) !== undefined);
  const [how, hops] = areLinked
    ? ['linked', plural(path.length - 1, 'link')]
    : ['able to reach each other', plural(path.length - 1, 'hop')];
  return (
    `${injection.node} injected it at ${secondsText(injectedMs)}, and ${joinNames(path, 6)} were up and ${how} ${since} on ` +
    `(${hops}), so it had to reach ${incarnation.node} by ${secondsText(windowToMs)}`
  );
}

/** A path is made anew whenever it is asked for, and here it is asked for often. */
function withPath({ incarnation, windowFromMs, windowToMs, path }: Owed): Owed {
  return { incarnation, windowFromMs, windowToMs, path };
}

function eachOnce(lines: readonly number[]): number[] {
  return [...new Set(lines)];
}
