/**
 * What others did to a life of a node, and no step: stopped, frozen, taken off the network, or killed for want of memory. It is said,
 * for the run is not the one that the file describes, and held against nobody.
 */

import { secondsText } from '../../common/wording.ts';
import type { Incarnation, InterferenceSpan } from '../evidence/incarnation.ts';
import type { Finding } from './finding.ts';

export function findOutsideInterference(incarnation: Incarnation): Finding[] {
  const halts = incarnation.halts.map((halt) => halted(incarnation, halt));
  return incarnation.wasKilledForMemory ? [...halts, killedForMemory(incarnation)] : halts;
}

function halted({ node, boot }: Incarnation, { source, fromMs, toMs, line }: InterferenceSpan): Finding {
  return {
    word: 'evidence missing',
    verdict: 'inconclusive',
    atMs: fromMs,
    node,
    text: `There was a ${source} of ${node} (start ${boot}) between ${secondsText(fromMs)} and ${secondsText(toMs)}, and no step had asked for it.`,
    cause: [`What ${node} owed and was owed in that time is not judged.`],
    evidence: [line],
  };
}

function killedForMemory({ node, boot, exit, startLine }: Incarnation): Finding {
  const { at, line } = exit!;
  return {
    word: 'evidence missing',
    verdict: 'inconclusive',
    atMs: at,
    node,
    text: `${node} (start ${boot}) was killed at ${secondsText(at)}, and no step had asked for it; in its time the kernel killed a program on this machine for lack of memory.`,
    cause: [
      'Consistent with this one. Whether it took more than its share, `expect: memory` tells; in a container it may have 512 MiB.',
    ],
    evidence: [startLine, line],
  };
}
