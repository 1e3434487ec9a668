/**
 * A mesh that is held for people: started, shown on a live page, acted on from there and from the prompt, until somebody
 * ends it. What is left is what `run --out` leaves, but for the reports, which the caller makes from the result.
 */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { computeLayout } from '../graph/layout.ts';
import { Mesh } from '../mesh/mesh.ts';
import { SCENARIO_FILE } from '../report/file-names.ts';
import { livePage } from '../report/page.ts';
import type { RunResult } from '../report/result.ts';
import type { Runtime } from '../runtime/port/port.ts';
import type { RunProgress } from '../scenario/progress.ts';
import type { Topology } from '../topology/topology.ts';
import { playSteps } from './play.ts';
import { type Leave, Prompt, type PromptIo } from './prompt.ts';
import { livePageRoutes } from './routes.ts';
import { LiveServer } from './server.ts';
import { LiveSession } from './session.ts';

export interface HoldOptions {
  /** Freshly made; it is opened and closed here. */
  runtime: Runtime;
  /** The topology file as the user named it. */
  file: string;
  /** Directory for journal, environment and logs. */
  out: string;
  /** Of the live page; 0: one that is free. */
  port: number;
  /** Whether the file's own steps are done, each at its moment. */
  play: boolean;
  /** Ends it, as `quit` does. */
  signal: AbortSignal;
  /** Until the mesh is up. */
  progress: RunProgress;
  talk: PromptIo;
  /** Told the page's address, before anything is started. */
  address(url: string): void;
  /** The mesh is up: from now on the prompt speaks. */
  up(): void;
}

export interface HeldMesh {
  result: RunResult;
  /** `over`: it ended by itself, or was interrupted. */
  how: Leave | 'over';
  /** The file that does again what was done, where something was. */
  scenario: string | null;
}

/** @throws MeshbedError as `Mesh.start` does, and `PORT_UNUSABLE` before anything is started. */
export async function startHeldMesh(topology: Topology, options: HoldOptions): Promise<HeldMesh> {
  const session = new LiveSession(topology, options.file, options.out);
  const routes = livePageRoutes(session, await livePage(topology.name), computeLayout(topology));
  await using server = await LiveServer.open(routes, options.port);
  options.address(server.url);
  const quit = new AbortController();
  const signal = AbortSignal.any([quit.signal, options.signal]);
  const speaker: { prompt: Prompt | null } = { prompt: null };
  const mesh = await Mesh.start(topology, {
    runtime: options.runtime,
    file: options.file,
    out: options.out,
    signal,
    progress: progressOf(options.progress, speaker),
  });
  const held: HeldMesh['how'][] = [];
  const leave = (how: Leave) => {
    held.push(how);
    if (how === 'quit') quit.abort();
    else void mesh.verdict();
  };
  options.up();
  using prompt = new Prompt(options.talk, session, leave);
  speaker.prompt = prompt;
  signal.addEventListener('abort', () => prompt[Symbol.dispose](), { once: true });
  const watching = session.watch(mesh, (atMs, text) => prompt.step(atMs, text));
  void prompt.run();
  if (options.play) void playSteps(topology, mesh, (error) => prompt.complain(error)).catch(() => {});
  await watching;
  const result = await mesh.verdict();
  const scenario = mesh.steps.length === 0 ? null : join(options.out, SCENARIO_FILE);
  if (scenario !== null) await writeFile(scenario, session.scenario());
  session.result = result;
  return { result, scenario, how: options.signal.aborted ? 'over' : (held.at(-1) ?? 'over') };
}

/** While it starts, the caller shows how far it is; then what is done stands above the prompt. */
function progressOf(starting: RunProgress, speaker: { prompt: Prompt | null }): RunProgress {
  return {
    phase: (...how) => {
      if (speaker.prompt === null) starting.phase(...how);
    },
    step: (atMs, text) => (speaker.prompt ?? starting).step(atMs, text),
    spread: () => {},
  };
}
