/**
 * Topology files as tests: one test a file, or a cell of its matrix, which passes when its verdict does.
 */

import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'vitest';
import { closeOutDirectory, openOutDirectory } from '../cli/actions/out-directory.ts';
import { EXIT, MeshbedError, TopologyError } from '../common/errors.ts';
import { type RuntimeSource, runtimeFromOptions } from '../mesh/start.ts';
import { resultJson } from '../report/json.ts';
import type { RunResult } from '../report/result.ts';
import { reportText } from '../report/text.ts';
import { runTopology } from '../scenario/run.ts';
import { loadTopology, matrixCells } from '../topology/load.ts';
import { type Setting, settingText } from '../topology/settings.ts';
import { meshPool } from './pool.ts';

export interface SuiteOptions {
  /** Absent: what MESHBED_RUNTIME says, else docker where an engine answers, else process. */
  runtime?: 'docker' | 'process';
  /** In place of `runtime`: a pool that other tests of the file use too. */
  pool?: RuntimeSource;
  /** Wins over the files'. */
  seed?: number;
  /** A test of an inconclusive run fails, or is skipped with the reason. By default it fails: it did not pass. */
  inconclusive?: 'fail' | 'skip';
  /** Directory for the evidence, one below it for each file and cell. By default that of runs that did not pass is kept. */
  out?: string;
  /** Of each test, in milliseconds. By default ten minutes: a run has a deadline of its own, which it says. */
  timeout?: number;
}

const TIMEOUT_MS = 600_000;

/** A run whose verdict is not `passed`: the message is its report. */
export class VerdictError extends MeshbedError {
  readonly result: RunResult;

  constructor(result: RunResult) {
    const fix = 'See the findings, and the journal where the evidence is.';
    const exitCode = result.verdict === 'failed' ? EXIT.failed : EXIT.inconclusive;
    super('VERDICT', reportText(result, { program: 'npx meshbed' }), fix, exitCode);
    this.name = 'VerdictError';
    this.result = result;
  }
}

/**
 * Makes a test of every file, or of each cell of its matrix, that a pattern (`topologies/*.yaml`, from the working directory) matches, all on one pool.
 * To be called where tests are declared. Patterns that match nothing make a test that fails.
 */
export function topologySuite(patterns: string | readonly string[], options: SuiteOptions = {}): void {
  const { runtime, timeout = TIMEOUT_MS } = options;
  const files = [patterns].flat().flatMap((pattern) => globSync(pattern).sort());
  if (files.length === 0) {
    test(`${[patterns].flat().join(', ')}`, () => {
      throw noFiles(patterns);
    });
    return;
  }
  const pool = options.pool ?? meshPool(runtime === undefined ? {} : { runtime });
  for (const file of new Set(files)) {
    for (const cell of cellsOf(file)) {
      const name = cell.set.length === 0 ? file : `${file} (${cell.set.map(settingText).join(', ')})`;
      test(name, { timeout }, (context) => runFile(file, cell, pool, options, context));
    }
  }
}

interface Cell {
  set: readonly Setting[];
  /** From 1; null where the file has no matrix. */
  number: number | null;
}

/** Where they cannot be told, one, whose test says why. */
function cellsOf(file: string): Cell[] {
  try {
    const cells = matrixCells(file);
    return cells.map((set, i) => ({ set, number: cells.length === 1 ? null : i + 1 }));
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    return [{ set: [], number: null }];
  }
}

async function runFile(
  file: string,
  { set, number }: Cell,
  pool: RuntimeSource,
  { seed, out: asked, inconclusive = 'fail' }: SuiteOptions,
  { signal, skip }: TestContext,
): Promise<void> {
  const topology = await loadTopology(file, { set, ...(seed === undefined ? {} : { seed }) });
  const name = basename(file).replace(/\.ya?ml$/, '');
  const folder = number === null ? name : join(name, `cell-${number}`);
  const out = await openOutDirectory(asked === undefined ? undefined : join(asked, folder));
  let isWorthKeeping = true;
  try {
    const runtime = await runtimeFromOptions(pool);
    const asked = { file, set: set.map(settingText) };
    const result = await runTopology(topology, { runtime, ...asked, out: out.path, signal });
    isWorthKeeping = result.verdict !== 'passed';
    await writeFile(join(out.path, 'result.json'), `${JSON.stringify(resultJson(result), null, 2)}\n`);
    if (result.verdict === 'inconclusive' && inconclusive === 'skip') skip(reportText(result));
    if (result.verdict !== 'passed') throw new VerdictError(result);
  } finally {
    await closeOutDirectory(out, isWorthKeeping);
  }
}

function noFiles(patterns: string | readonly string[]): MeshbedError {
  const named = [patterns].flat().join(', ');
  return new MeshbedError(
    'NO_TOPOLOGIES',
    `No topology file matches ${named} in ${process.cwd()}.`,
    'Correct the pattern; it counts from the directory in which vitest runs.',
    EXIT.badInput,
  );
}
