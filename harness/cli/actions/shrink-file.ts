/**
 * Shrinking a file, from its first run to the file that is left: what may be shrunk, how long it may take, what is
 * shown meanwhile, and what is written.
 */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Word } from '../../check/explain/finding.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { shellWord, toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import { verdictLine } from '../../report/text.ts';
import { type FailureSignature, signatureOf, signatureText } from '../../shrink/search/failure.ts';
import { type Shrunk, shrink } from '../../shrink/shrink.ts';
import { meshSizeText, shrunkLines } from '../../shrink/words.ts';
import { writeTopology } from '../../topology/print/write.ts';
import type { Setting } from '../../topology/settings.ts';
import type { Topology } from '../../topology/topology.ts';
import type { ProgressView } from '../progress/types.ts';
import { progressViewFor } from '../progress/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkWritable, notWritable } from '../terminal/writable.ts';
import type { Budget } from './arguments.ts';
import type { Services } from './services.ts';

export interface ShrinkFlags {
  seed?: number;
  set?: readonly Setting[];
  out?: string;
  budget: Budget;
  only?: Word;
  quiet?: boolean;
}

/** Returns the exit code. Throws where there is nothing that could be shrunk, or nowhere to write. */
export async function shrinkFile(
  file: string,
  flags: ShrinkFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  const topology = await services.load(file, flags.seed, flags.set);
  const out = flags.out ?? `${file.replace(/\.ya?ml$/, '')}.shrunk.yaml`;
  if (resolve(out) === resolve(file)) throw notWritable('--out', out, 'that is the file to be shrunk');
  await checkWritable('--out', out);
  const view = progressViewFor(terminal.err, flags.quiet ?? false);
  using _ = terminal.hold();
  terminal.interrupted.addEventListener('abort', () => view.note('interrupted: writing the smallest so far'));
  try {
    view.begin(`${toPrintableLine(topology.name)}: ${meshSizeText(topology)}; seed ${topology.seed}`);
    const run = async (candidate: Topology) =>
      services.run(candidate, { runtime: await services.runtime('sim'), signal: terminal.interrupted });
    view.phase('running it as it is');
    const first = await run(topology);
    if (first.end === 'interrupted') return EXIT.interrupted;
    const signature = wayToKeep(file, first, flags.only);
    view.note(`  it fails with ${signatureText(signature)}`);
    const found = await search(topology, first, signature, run, flags.budget, view, terminal.interrupted);
    view.end();
    await report(topology, first, found, signature, { file, out }, terminal);
    return terminal.interrupted.aborted ? EXIT.interrupted : EXIT.passed;
  } finally {
    view.end();
  }
}

function wayToKeep(file: string, result: RunResult, only: Word | undefined): FailureSignature {
  if (result.verdict !== 'failed') {
    const text = `${file} with seed ${result.seed} does not fail: ${verdictLine(result)}`;
    throw new MeshbedError(
      'NOTHING_TO_SHRINK',
      text,
      `Name a seed that fails; \`--runtime sim --repeat 100\` of run finds some.`,
      EXIT.badInput,
    );
  }
  const signature = signatureOf(result, only);
  if (signature.signs.size > 0) return signature;
  const text = `${file} with seed ${result.seed} fails with ${signatureText(signatureOf(result))}, not with ${only}`;
  throw new MeshbedError(
    'NOTHING_TO_SHRINK',
    text,
    'Name one of these words, or leave `--only` out.',
    EXIT.badInput,
  );
}

function search(
  topology: Topology,
  first: RunResult,
  signature: FailureSignature,
  run: (candidate: Topology) => Promise<RunResult>,
  budget: Budget,
  view: ProgressView,
  interrupted: AbortSignal,
): Promise<Shrunk> {
  const beganMs = performance.now();
  const isLeft = (runs: number) =>
    'runs' in budget ? runs < budget.runs : performance.now() - beganMs < budget.ms;
  return shrink(topology, first, {
    signature,
    run,
    mayGoOn: (runs) => !interrupted.aborted && isLeft(runs),
    tell: ({ pass, what, runs, best }) =>
      view.phase(`${pass}: run ${runs}, ${what}; left are ${meshSizeText(best)}`),
  });
}

async function report(
  topology: Topology,
  first: RunResult,
  found: Shrunk,
  signature: FailureSignature,
  { file, out }: { file: string; out: string },
  terminal: Terminal,
): Promise<void> {
  const again = `meshbed run ${shellWord(out)} --runtime sim`;
  const end = found.minimal ? 'minimal' : terminal.interrupted.aborted ? 'interrupted' : 'budget';
  const lines = shrunkLines({ topology, result: first }, found, signatureText(signature), end);
  const comment = [`What is left of ${file} with seed ${topology.seed}, shrunk by meshbed.`, ...lines, again];
  await writeFile(out, writeTopology(found.topology, { comment }));
  const { paint, write } = terminal.out;
  write(`${paint('bold', `shrunk: ${toPrintableLine(out)}`)}\n`);
  for (const line of lines) write(`  ${toPrintableLine(line)}\n`);
  write(`  again: ${paint('cyan', toPrintableLine(again.replace('meshbed', terminal.program)))}\n`);
}
