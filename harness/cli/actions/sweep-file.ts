/**
 * Sweeping a file, from what was asked for to the table: which cells, where they run, what is shown meanwhile, and what
 * is written.
 */

import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { plural } from '../../common/wording.ts';
import { durationText } from '../../report/phrases.ts';
import { toPrintableLine } from '../../report/printable.ts';
import { loadCells } from '../../sweep/cells.ts';
import { sweepCsv } from '../../sweep/csv.ts';
import { type SweptFile, sweepJson } from '../../sweep/json.ts';
import { sweepRow } from '../../sweep/measure.ts';
import { replayCommands } from '../../sweep/replays.ts';
import { type Cell, type CellOutcome, type Lane, sweep } from '../../sweep/sweep.ts';
import { sweepTable, tableLegend } from '../../sweep/table.ts';
import { type Axis, allCombinations } from '../../topology/axes.ts';
import { type Setting, settingText } from '../../topology/settings.ts';
import type { ProgressView } from '../progress/types.ts';
import { progressViewFor } from '../progress/view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkWritable } from '../terminal/writable.ts';
import { chooseRuntime, noteOnRuntime } from './choose-runtime.ts';
import { worstExit } from './exit-code.ts';
import type { ChosenRuntime, Services } from './services.ts';

export interface SweepFlags {
  vary?: readonly Axis[];
  set?: readonly Setting[];
  seeds: number;
  seed?: number;
  runtime: ChosenRuntime;
  jobs?: number;
  csv?: string;
  json?: boolean;
  quiet?: boolean;
}

const MOST_RUNS = 100_000;
const WIDTH_CHARACTERS = 80;

/** Returns the exit code. Throws where the sweep cannot be begun. */
export async function sweepFile(
  file: string,
  flags: SweepFlags,
  terminal: Terminal,
  services: Services,
): Promise<number> {
  const { set = [] } = flags;
  const axes = axesOf(file, flags, services);
  const combinations = allCombinations(axes).map((settings) => [...set, ...settings]);
  checkAsked(flags, combinations.length);
  if (flags.csv !== undefined) await checkWritable('--csv', flags.csv);
  // The first seed: the one that was given, or the file's, or the one that is drawn here and then holds for all.
  let first = flags.seed;
  let areRouted = true;
  const cells = await loadCells(combinations, async (settings) => {
    const topology = await services.load(file, first, settings);
    first ??= topology.seed;
    areRouted &&= topology.network !== undefined;
    return topology;
  });
  const seeds = Array.from({ length: flags.seeds }, (_, i) => ((first ?? 0) + i) % 2 ** 32);
  const choice = await chooseRuntime(flags.runtime, services, terminal.program);
  const jobs = Math.min(
    flags.jobs ?? (choice.name === 'sim' ? availableParallelism() : 1),
    cells.length * seeds.length,
  );
  const view = progressViewFor(terminal.err, flags.quiet ?? false);
  using _ = terminal.hold();
  terminal.interrupted.addEventListener('abort', () => view.note('interrupted: what is there follows'));
  const pool = choice.name === 'sim' && jobs > 1 ? services.simulators(jobs) : null;
  try {
    view.begin(firstLine(file, cells, seeds, choice.name, jobs));
    const note = noteOnRuntime(choice, areRouted);
    if (note !== null) view.note(`  ${note}`);
    const here: Lane = async (settings, seed) => {
      const topology = await services.load(file, seed, settings);
      const runtime = await services.runtime(choice.name);
      const result = await services.run(topology, { runtime, signal: terminal.interrupted });
      return result.end === 'interrupted' ? null : sweepRow(result);
    };
    const lanes = pool?.lanes(file, terminal.interrupted) ?? [here];
    const outcomes = await carryOut(cells, seeds, lanes, axes, view, terminal);
    view.end();
    const interrupted = terminal.interrupted.aborted;
    await report({ file, runtime: choice.name, seeds, axes, interrupted }, outcomes, flags, terminal);
    return exitOf(outcomes, interrupted);
  } finally {
    view.end();
    await pool?.end();
  }
}

/** Those of the file's matrix, and those that are asked for, which take the place of others of the same path. */
function axesOf(file: string, { vary = [], set = [] }: SweepFlags, services: Services): Axis[] {
  const asked = vary.map(({ path, values }) => ({ path, value: values[0] ?? '' }));
  const axes = [...services.axes(file, [...set, ...asked]), ...vary];
  if (axes.length > 0) return axes;
  const fix = 'Say what varies, as in `--vary links.loss=0%,5%`, or write a `matrix` into the file.';
  throw new MeshbedError('BAD_VARY', `${file} has no matrix, and no --vary was given`, fix, EXIT.badInput);
}

function checkAsked({ seeds, runtime, jobs = 1 }: SweepFlags, cells: number): void {
  if (cells * seeds > MOST_RUNS) {
    const text = `${cells} cells with ${plural(seeds, 'seed')} each are ${cells * seeds} runs`;
    throw new MeshbedError('TOO_MANY_RUNS', text, `At most ${MOST_RUNS} are done: vary less.`, EXIT.badInput);
  }
  if (jobs > 1 && runtime !== 'sim') {
    const text = `--jobs ${jobs} on ${runtime}: real meshes take the processors from each other`;
    throw new MeshbedError(
      'JOBS_NEED_SIM',
      text,
      'Leave `--jobs` out, or take `--runtime sim`.',
      EXIT.badInput,
    );
  }
}

function firstLine(
  file: string,
  cells: readonly Cell[],
  seeds: readonly number[],
  runtime: ChosenRuntime,
  jobs: number,
): string {
  const which = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;
  const what = `${plural(cells.length, 'cell')} × ${plural(seeds.length, 'seed')} = ${plural(cells.length * seeds.length, 'run')}`;
  return `${toPrintableLine(file)}: ${what}; ${which}; on ${runtime}${jobs > 1 ? `, ${jobs} at once` : ''}`;
}

function carryOut(
  cells: readonly Cell[],
  seeds: readonly number[],
  lanes: readonly Lane[],
  axes: readonly Axis[],
  view: ProgressView,
  terminal: Terminal,
): Promise<CellOutcome[]> {
  return sweep({
    cells,
    seeds,
    lanes,
    signal: terminal.interrupted,
    now: () => performance.now(),
    tell: ({ job, done, total, leftMs }) => {
      const settings = (cells[job.cell]?.settings ?? []).slice(-axes.length).map(settingText).join(' ');
      const left = leftMs === null ? '' : `about ${durationText(Math.ceil(leftMs / 1000) * 1000)} left, `;
      view.phase(`sweeping: ${settings} with seed ${job.seed}; ${left}done`, done, total);
    },
  });
}

async function report(
  swept: SweptFile,
  outcomes: readonly CellOutcome[],
  flags: SweepFlags,
  terminal: Terminal,
): Promise<void> {
  const { axes, seeds, file, runtime } = swept;
  if (flags.csv !== undefined) await writeFile(flags.csv, sweepCsv(axes, outcomes));
  const { out, program } = terminal;
  const say = (line: string) => out.write(`${line}\n`);
  if (flags.json) return say(JSON.stringify(sweepJson(swept, outcomes)));
  const widthCharacters = out.size.widthCharacters ?? WIDTH_CHARACTERS;
  for (const line of sweepTable(axes, outcomes, { widthCharacters, paint: out.paint })) say(line);
  say(`\n${tableLegend(seeds.length)}`);
  const { replays, more } = replayCommands(outcomes, { file, runtime, program });
  if (replays.length > 0) say('\ndid not pass:');
  for (const { text, command } of replays) say(`  ${text}\n    ${out.paint('cyan', command)}`);
  if (more > 0) say(`  and ${plural(more, 'more cell')}: --csv and --json have them all`);
  for (const { settings, refused } of outcomes) {
    for (const { seed, error } of refused) {
      const cell = settings.map(settingText).join(' ');
      terminal.err.write(`not run: ${toPrintableLine(`${cell} with seed ${seed}: ${error.message}`)}\n`);
    }
  }
}

function exitOf(outcomes: readonly CellOutcome[], interrupted: boolean): number {
  if (interrupted) return EXIT.interrupted;
  return worstExit(outcomes.flatMap(({ refused }) => refused.map(({ error }) => error.exitCode)));
}
