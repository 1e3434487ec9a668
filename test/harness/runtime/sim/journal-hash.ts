/**
 * Runs topologies simulated and prints what their journals hash to, one JSON object: in this process when imported, or as a
 * program of its own: `node journal-hash.ts FILE…`.
 */

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportText } from '../../../../harness/report/text.ts';
import { SimRuntime } from '../../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../../harness/scenario/run.ts';
import { loadTopology } from '../../../../harness/topology/load.ts';

/** Where a file has none, one would be drawn. */
const SEED = 1;

export interface Simulated {
  verdict: string;
  report: string;
  /** SHA-256 of the journal's bytes. */
  hash: string;
  journal: string;
}

export async function simulated(file: string): Promise<Simulated> {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
  try {
    const result = await runTopology(await loadTopology(file, { seed: SEED }), {
      runtime: new SimRuntime(),
      out,
    });
    const journal = await readFile(join(out, 'journal.ndjson'), 'utf8');
    const hash = createHash('sha256').update(journal).digest('hex');
    return { verdict: result.verdict, report: reportText(result), hash, journal };
  } finally {
    await rm(out, { recursive: true });
  }
}

if (import.meta.main) {
  const hashes: Record<string, string> = {};
  for (const file of process.argv.slice(2)) hashes[file] = (await simulated(file)).hash;
  console.log(JSON.stringify(hashes));
}
