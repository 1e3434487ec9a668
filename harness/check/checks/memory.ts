/**
 * No program took more memory than `memory` allows: the peak of its resident set, as the kernel counts it, so by no
 * word of its own. Overload explains nothing here. Word: too much memory.
 */

import { secondsText } from '../../common/wording.ts';
import type { Check } from '../explain/finding.ts';
import { Tally } from './tally.ts';

const MIB = 2 ** 20;

export const memory: Check = {
  name: 'memory',
  judge(history, expect, untilMs) {
    if (!expect.memory) return null;
    const { maxBytes, asked } = expect.memory;
    const tally = new Tally(untilMs);
    let mostBytes = 0;
    for (const [{ node, boot }, { peakBytes, atMs, line }] of history.memoryPeaks) {
      tally.owed();
      mostBytes = Math.max(mostBytes, peakBytes);
      if (peakBytes <= maxBytes) continue;
      const delivered = history.incarnation(node, boot)?.deliveriesSaid ?? 0;
      tally.find({
        word: 'too much memory',
        verdict: 'failed',
        atMs,
        node,
        text: `${node} (start ${boot}) took up to ${mebibytes(peakBytes)} of memory, as seen at ${secondsText(atMs)}; ${mebibytes(maxBytes)} are allowed.`,
        cause: [
          `As the kernel counts its resident set. By the end it had delivered ${delivered} messages; does what it keeps of them have a bound?`,
        ],
        evidence: [line],
      });
    }
    const figures = mostBytes === 0 ? {} : { 'MiB at most': Math.round(mostBytes / MIB) };
    return tally.result('memory', asked, figures);
  },
};

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
