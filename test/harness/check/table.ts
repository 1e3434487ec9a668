/** What a row of a verdict table says, and how it is tried. */

import { expect as assert, test } from 'vitest';
import type { CheckResult } from '../../../harness/check/explain/finding.ts';
import { historyFromJournal, judge } from '../../../harness/check/judge.ts';
import type { JournalRecord } from '../../../harness/journal/record.ts';
import type { Expect } from '../../../harness/topology/model/types.ts';
import type { Elsewhere } from '../../../node/contract/router.ts';
import { EXPECT, onRouter, reachingAll, trace } from './trace.ts';

export interface Row {
  name: string;
  links: string;
  expect?: Partial<Expect>;
  /** `reach: all`, with these nodes of the bundled peer, which finds nobody by itself. */
  bundled?: readonly string[];
  /** On a routed network, with this between nodes without a link. */
  elsewhere?: Elsewhere;
  /** The nodes behind each firewall of a routed network. */
  firewalls?: readonly (readonly string[])[];
  /** `reach: all` on a routed network, too. */
  findingOthers?: true;
  trace: string;
  /** Judged at this moment; 60,000 unless said. */
  until?: number;
  /** `word node [message or neighbour]`, with `?` behind the word where it is inconclusive; in order of time. */
  finds: string[];
  /** Each must be found among the causes and notes. */
  says?: RegExp[];
  /** Open obligations, and others, of a check: `delivery: 2 pending`. */
  also?: (results: Map<string, CheckResult>) => void;
}

function placed(
  { bundled, elsewhere, findingOthers, firewalls }: Row,
  records: JournalRecord[],
): JournalRecord[] {
  const reaching = findingOthers || (bundled && !elsewhere) ? reachingAll(records, bundled) : records;
  return elsewhere ? onRouter(reaching, elsewhere, bundled, firewalls) : reaching;
}

export function tryRows(rows: readonly Row[]): void {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const expectation = { ...EXPECT, ...row.expect };
    const records = trace(row.links, row.trace, expectation);
    const history = historyFromJournal(placed(row, records));
    const results = judge(history, expectation, row.until ?? 60_000);
    const found = results
      .flatMap((result) => result.findings)
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ word, verdict, node, neighbour, message }) =>
        [word + (verdict === 'inconclusive' ? '?' : ''), node, neighbour, message].filter(Boolean).join(' '),
      );
    assert(found).toEqual(row.finds);
    const said = results.flatMap((each) => [
      ...each.findings.flatMap(({ cause }) => cause),
      ...(each.notes ?? []),
    ]);
    for (const wanted of row.says ?? []) assert(said.join('\n')).toMatch(wanted);
    row.also?.(new Map(results.map((result) => [result.check, result])));
  });
}
