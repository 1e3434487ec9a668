/**
 * The verdicts in the README are what its topology gets.
 */

import { describe, expect, it } from 'vitest';
import { realServices } from '../harness/cli/real-services.ts';
import { reportText } from '../harness/report/text.ts';
import { parseTopology } from '../harness/topology/load.ts';
import { ofKind, readmesTopology } from './documents.ts';
import { expectFair, wasExcused } from './harness/scenario/fair.ts';

describe.concurrent("the README's verdicts", () => {
  const shown = ofKind('text').filter(({ place }) => place.startsWith('README'));
  const asked = [{ to: 'present' as const }, { to: 'eventual' as const }];

  it.each(asked.map((how, i) => ({ ...how, shown: shown[i]?.text ?? '' })))('$to', async ({ to, shown }) => {
    const topology = parseTopology(readmesTopology(), 'mesh.yaml');
    if (topology.expect.delivery !== null) topology.expect.delivery.to = to;
    if (to === 'eventual') topology.peer.store = 0;
    const result = await realServices.run(topology, { runtime: await realServices.runtime('process') });
    if (wasExcused(result)) return expectFair(result);
    // Whether the machine was at rest when the scenario began is the machine's doing.
    const { warmUp, ...others } = result;
    const rested = warmUp === undefined ? {} : { warmUp: { ...warmUp, end: 'settled' as const } };
    const report = reportText({ ...others, ...rested, file: 'mesh.yaml' });
    const isWhole = !shown.includes('\n…');
    if (isWhole) expect(withoutNumbers(report)).toBe(withoutNumbers(shown));
    else for (const part of whatStays(shown)) expect(report).toContain(part);
  });
});

/** What is the same in every run: no times, no counts, and lines broken anywhere. */
function withoutNumbers(text: string): string {
  const words = text.replaceAll(/\d+(\.\d+)?/g, 'N').replaceAll('N ms', 'N s');
  return words.replaceAll(/ *\n +/g, '\n').trim();
}

/** Of a finding: its headline, its word, and who missed what; by which way differs from run to run. */
function whatStays(shown: string): string[] {
  return shown.match(/^\w.*$|^ {2}\w.*$|\w+,? never got [\w-]+:/gm) ?? [];
}
