/**
 * Messages travelled over the links of the topology alone. Word: leaked.
 *
 * By default a leak leaves the run inconclusive: what it says of loss, of partitions and of latency was not tested. A
 * file that asks for `isolation` holds the contract's word against the peers, that a node reaches its neighbours at the
 * addresses it was given and nowhere else; then a leak is a failure.
 *
 * Under `reach: all` links bind nobody, so that only what crossed a partition, or came to who was off the network, has leaked. What
 * came around the links otherwise is counted in a note, since their conditions did not hold for it.
 *
 * On a routed network the same goes for all that `elsewhere` lets through, unless a file without `reach: all` asks for `isolation`; and there
 * conditions hold for every packet, so there is no note.
 */

import { secondsText } from '../../common/wording.ts';
import { discoveringNodes, mayTalkWithoutLinks } from '../../topology/model/discovery.ts';
import { reachesElsewhere } from '../../topology/model/network.ts';
import type { Topology } from '../../topology/topology.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import { intersect } from '../evidence/interval.ts';
import { timesDatagramsMayHavePassed } from '../evidence/passing.ts';
import { unlessClocksJumped } from '../explain/excuse.ts';
import type { Check, Finding } from '../explain/finding.ts';
import { joinNames } from '../explain/say.ts';
import { type Leak, PossiblePaths } from './leak.ts';
import { Tally } from './tally.ts';

export const isolation: Check = {
  name: 'isolation',
  judge(history, expect, untilMs) {
    const tally = new Tally(untilMs);
    const asked = expect.isolation !== null;
    const byLinksAlone = asked && history.header.topology.reach !== 'all';
    const possible = byLinksAlone ? new PossiblePaths(history, []) : new PossiblePaths(history);
    for (const [message, [injection]] of history.injectionsByMessage) {
      if (!injection) continue;
      if (asked) tally.owed(history.deliveries.get(message)?.length ?? 0);
      for (const leak of possible.leaks(injection)) {
        const finding = leaked(history, leak, injection, byLinksAlone);
        const sure = unlessClocksJumped(history, finding, [leak.delivery.node]);
        tally.find(sure.word === 'leaked' && !asked ? { ...sure, verdict: 'inconclusive' } : sure);
      }
    }
    const notes = whatWentAround(history);
    return { ...tally.result('isolation', asked), ...(notes.length === 0 ? {} : { notes }) };
  },
};

/** Deliveries under `reach: all` that links alone do not explain. */
function whatWentAround(history: History): string[] {
  const { topology } = history.header;
  if (topology.network !== undefined || discoveringNodes(topology).length === 0) return [];
  const byLinks = new PossiblePaths(history, []);
  let count = 0;
  let first: ReportedDelivery | undefined;
  for (const [injection] of history.injectionsByMessage.values()) {
    for (const { delivery } of injection ? byLinks.leaks(injection) : []) {
      count++;
      first ??= delivery;
    }
  }
  if (first === undefined) return [];
  const others = count === 1 ? '' : ` ${count} deliveries came so, or after one that did.`;
  return [
    `${first.node} delivered ${first.message} at ${secondsText(first.latestMs)}, which cannot have come by the links alone: with \`reach: all\` that is no mistake, but what links do to datagrams held for none of it.${others}`,
  ];
}

const AROUND = 'Consistent with nodes that tell each other their own addresses and run around the links.';
const CROSSED =
  'Consistent with nodes that went around a partition: it closes links, and only `disconnect` takes nodes off the network.';
const PAST_THE_ROUTER =
  'The router lets nothing through there: consistent with a way between nodes that does not lead through it.';

function leaked(
  history: History,
  { delivery, possibleFromMs, quickestPath }: Leak,
  injection: Injection,
  byLinksAlone: boolean,
): Finding {
  const { topology } = history.header;
  const { node, message, latestMs, line, via } = delivery;
  const vain = nothingCameThrough(history, delivery, injection);
  const noWay = `No path of open links led from ${injection.node} to ${node}.`;
  const linked = via !== undefined && history.direction(via, node) !== undefined;
  return {
    word: 'leaked',
    verdict: 'failed',
    atMs: latestMs,
    node,
    message,
    text:
      `${node} delivered ${message} at ${secondsText(latestMs)}, but ${
        byLinksAlone || !mayTalkWithoutLinks(topology)
          ? 'by the links of this topology'
          : 'as the steps left the mesh'
      } it could not have come from ` +
      `${injection.node} ${possibleFromMs === Infinity ? 'at all' : `before ${secondsText(possibleFromMs)}`}.`,
    cause: [
      via === undefined
        ? 'The node does not say from whom it had it.'
        : `It reports that it came from ${via}${linked ? '' : ', with which it has no link'}.`,
      ...(vain.length > 0 || quickestPath.length > 0 ? vain : [noWay]),
      ...(quickestPath.length > 0
        ? [`The quickest path over the links is ${quickestPath.join(' → ')}.`]
        : []),
      wayAround(topology, byLinksAlone),
    ],
    evidence: [injection.injected!.line, line],
  };
}

function wayAround(topology: Topology, byLinksAlone: boolean): string {
  if (topology.network === undefined) return topology.reach === 'all' ? CROSSED : AROUND;
  const mayPass = reachesElsewhere(topology) && (byLinksAlone || !mayTalkWithoutLinks(topology));
  return mayPass ? AROUND : PAST_THE_ROUTER;
}

/** What relays saw of the ways into the node that were open, as far as nothing came through. */
function nothingCameThrough(
  history: History,
  { node, latestMs }: ReportedDelivery,
  { sentMs }: Injection,
): string[] {
  const during = [{ fromMs: sentMs, toMs: latestMs }];
  const vain = (history.directionsTo.get(node) ?? []).filter(
    (direction) =>
      intersect(direction.possiblyOpen(), during).length > 0 &&
      intersect(timesDatagramsMayHavePassed(direction, history.readings), during).length === 0,
  );
  const silent = vain.filter(({ samples }) => samples.at(-1)?.offered === 0).map(({ from }) => from);
  const others = vain.filter(({ from }) => !silent.includes(from)).map(({ from }) => from);
  const sentences: string[] = [];
  if (silent.length > 0) sentences.push(`${joinNames(silent)} never sent a datagram on the link to ${node}.`);
  if (others.length > 0)
    sentences.push(
      `Nothing came through of what ${joinNames(others)} sent on the link to ${node} in that time.`,
    );
  return sentences;
}
