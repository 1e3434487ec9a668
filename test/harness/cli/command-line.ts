/**
 * The command line without a process around it: its output as strings, its services faked. Nothing is started.
 */

import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Services } from '../../../harness/cli/actions/services.ts';
import { runProgram } from '../../../harness/cli/program.ts';
import type { Screen, Terminal } from '../../../harness/cli/terminal/terminal.ts';
import type { Header } from '../../../harness/journal/record.ts';
import type { Plan } from '../../../harness/plan/types.ts';
import { writeReports } from '../../../harness/report/files.ts';
import { plain } from '../../../harness/report/paint.ts';
import type { RunResult } from '../../../harness/report/result.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import type { RunOptions } from '../../../harness/scenario/run.ts';
import { sweepRow } from '../../../harness/sweep/measure.ts';
import type { Lane } from '../../../harness/sweep/sweep.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { trace } from '../check/trace.ts';
import { aPassedRing } from '../report/results.ts';

export interface Spoken {
  code: number;
  out: string;
  err: string;
  /** What the runner was given, in order. */
  runs: { topology: Topology; options: RunOptions; runtimeName: string }[];
}

export interface Setting extends Partial<Services> {
  interrupted?: AbortSignal;
  result?: (topology: Topology, options: RunOptions) => RunResult | Promise<RunResult>;
}

/** Runs `meshbed ARGUMENTS…`, split at spaces. By default an engine answers and every run passes. */
export async function meshbed(args: string, setting: Setting = {}): Promise<Spoken> {
  const { interrupted = new AbortController().signal, result = passes, ...services } = setting;
  const out = aScreen();
  const err = aScreen();
  const runs: Spoken['runs'] = [];
  const terminal: Terminal = {
    out,
    err,
    input: Readable.from([]),
    interrupted,
    hold: () => ({ [Symbol.dispose]: () => {} }),
    program: 'meshbed',
  };
  const all: Services = {
    ...fakeServices,
    run: async (topology, options) => {
      runs.push({ topology, options, runtimeName: options.runtime.name });
      return result(topology, options);
    },
    hold: async (topology, options) => {
      const { runtime } = options;
      runs.push({ topology, options, runtimeName: runtime.name });
      return { result: await result(topology, options), how: 'quit', scenario: null };
    },
    simulators: (count) => inThisThread(count, all),
    ...services,
  };
  const code = await runProgram(args.split(' ').filter(Boolean), terminal, all);
  return { code, out: out.text(), err: err.text(), runs };
}

/** Simulators without threads. */
function inThisThread(count: number, services: Services): ReturnType<Services['simulators']> {
  const lane =
    (file: string): Lane =>
    async (settings, seed) => {
      const topology = await services.load(file, seed, settings);
      return sweepRow(await services.run(topology, { runtime: await services.runtime('sim') }));
    };
  return { lanes: (file) => Array.from({ length: count }, () => lane(file)), end: async () => {} };
}

function passes(topology: Topology): RunResult {
  return aPassedRing({ name: topology.name, seed: topology.seed });
}

function aScreen(): Screen & { text(): string } {
  let text = '';
  return {
    write: (more) => {
      text += more;
    },
    paint: plain,
    live: null,
    size: {},
    text: () => text,
  };
}

export function aTopology(name: string, seed = 42): Topology {
  const expect = {
    delivery: null,
    duplicates: null,
    keepalive: null,
    traffic: null,
    latency: null,
    memory: null,
    isolation: null,
    settleMs: null,
  };
  return { name, seed, nodes: [], links: [], networks: [], peer: {}, steps: [], expect };
}

const fakeServices: Services = {
  load: async (file, seed) => aTopology(file.replace('.yaml', ''), seed),
  axes: () => [],
  plan: (topology) => ({ run: 'r', topology, key: '', nodes: [], links: [] }) satisfies Plan,
  describe: async (plan) => `the plan of ${plan.topology.name}`,
  deadlineMs: () => 45_000,
  engine: async () => ({ name: 'Docker 20.10' }),
  runtime: async (name) => ({ name, close: async () => {} }) as unknown as Runtime,
  run: async (topology) => passes(topology),
  hold: async (topology) => ({ result: passes(topology), how: 'quit', scenario: null }),
  simulators: () => ({ lanes: () => [], end: async () => {} }),
  openOldRun: async (place) => {
    const records = trace('a-b', '1000 inject a m\n1001 deliver b m\n60000 end');
    const [header] = records as [Header];
    return {
      directory: place,
      journalPath: `${place}/journal.ndjson`,
      journal: { header, records, cut: null },
    };
  },
  writeReports: async (directory, result) => {
    await mkdir(directory, { recursive: true });
    await writeReports(directory, result, null);
  },
  clean: async () => ({ removed: [], left: [], refused: [] }),
  conform: async () => ({ program: 'my-peer 1.0', runtime: 'process', requirements: [] }),
  adapt: async (name, { program }) => ({
    program,
    runtime: name,
    nodes: ['n1', 'n2'],
    parts: [],
    events: [],
    unmatched: { count: 0, samples: [] },
    uncovered: [],
    doubts: [],
  }),
  examine: async () => [{ what: 'node', state: 'fine', found: 'Node 24' }],
  schemaFile: import.meta.filename,
  resultSchemaFile: import.meta.filename,
};
