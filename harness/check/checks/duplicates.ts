/**
 * Nothing is delivered twice in one life of a node. An origin's echo is `integrity`'s business, and counted there.
 */

import { secondsText } from '../../common/wording.ts';
import type { History, ReportedDelivery } from '../evidence/history.ts';
import type { Check, Finding } from '../explain/finding.ts';
import { incarnationInWords } from '../explain/later-life.ts';
import { Tally } from './tally.ts';

export const duplicates: Check = {
  name: 'duplicates',
  judge(history, expect, untilMs) {
    if (!expect.duplicates) return null;
    const tally = new Tally(untilMs);
    for (const [message, deliveries] of history.deliveries) {
      const firsts = new Map<string, ReportedDelivery>();
      for (const delivery of deliveries) {
        if (isEcho(history, message, delivery)) continue;
        tally.owed();
        const key = `${delivery.node} ${delivery.boot}`;
        const first = firsts.get(key);
        if (first) tally.find(duplicate(history, first, delivery));
        else firsts.set(key, delivery);
      }
    }
    return tally.result('duplicates', expect.duplicates.asked);
  },
};

function isEcho(history: History, message: string, { node, boot }: ReportedDelivery): boolean {
  const injections = history.injectionsByMessage.get(message) ?? [];
  return injections.some((injection) => injection.node === node && injection.boot === boot);
}

function duplicate(history: History, first: ReportedDelivery, again: ReportedDelivery): Finding {
  const { node, boot, message, earliestMs, line, via } = again;
  const who = incarnationInWords(history, history.incarnation(node, boot)!);
  const from = via === undefined ? '' : ` from ${via}`;
  const firstFrom = first.via === undefined ? '' : ` from ${first.via}`;
  return {
    word: 'duplicate',
    verdict: 'failed',
    atMs: earliestMs,
    node,
    message,
    text: `${who.name} delivered ${message} again at ${secondsText(earliestMs)}${from}, having delivered it at ${secondsText(first.earliestMs)}${firstFrom}.`,
    cause: [],
    evidence: [...who.evidence, first.line, line],
  };
}
