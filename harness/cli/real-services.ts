/**
 * The services that the real command line uses. What drives engines is loaded only when it is needed: it is large, and
 * `schema` and `--help` do without it.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../common/package-root.ts';
import type { Engine, NoEngine } from '../engine/find.ts';
import { deadlineMs } from '../plan/deadline.ts';
import { describePlan } from '../plan/describe.ts';
import { makePlan } from '../plan/plan.ts';
import { whyPlanDoesNotFit } from '../runtime/fits.ts';
import { makeRuntime } from '../runtime/make.ts';
import { Simulators } from '../sweep/simulator.ts';
import { loadTopology, matrixAxes } from '../topology/load.ts';
import { openRecordedRun } from './actions/old-run.ts';
import type { Services } from './actions/services.ts';

/** Looked for once: it takes a while, and the answer holds for the length of a command. */
let found: Promise<Engine | NoEngine> | undefined;
function engineOnce(): Promise<Engine | NoEngine> {
  found ??= import('../engine/find.ts').then(({ findEngine }) => findEngine());
  return found;
}

/** An engine that is there and cannot hold a mesh. None at all is nothing to say of a plan. */
async function unfitEngine(): Promise<string[]> {
  const engine = await engineOnce();
  return 'isUnfit' in engine ? [`run on docker: ${engine.reason.replace(/\.$/, '')}`] : [];
}

export const realServices: Services = {
  load: (file, seed, set = []) => loadTopology(file, { set, ...(seed === undefined ? {} : { seed }) }),
  axes: (file, set) => matrixAxes(file, { set }),
  plan: (topology, capture) => makePlan(topology, 'check', capture),
  describe: async (plan) => describePlan(plan, [...whyPlanDoesNotFit(plan), ...(await unfitEngine())]),
  deadlineMs,
  async engine() {
    const engine = await engineOnce();
    if ('docker' in engine) return { name: `${engine.name} ${engine.version}` };
    return { why: engine.reason, fix: engine.fix };
  },
  runtime: makeRuntime,
  async run(topology, options) {
    return (await import('../scenario/run.ts')).runTopology(topology, options);
  },
  async hold(topology, options) {
    return (await import('../live/hold.ts')).startHeldMesh(topology, options);
  },
  simulators: (count) => new Simulators(count),
  openOldRun: openRecordedRun,
  async writeReports(directory, result, journalPath) {
    const { writeReports } = await import('../report/files.ts');
    await writeReports(directory, result, await readFile(journalPath, 'utf8'));
  },
  async clean() {
    return (await import('./actions/clean-up.ts')).cleanUp(await engineOnce());
  },
  async conform(name, options) {
    const { conform } = await import('../conform/conform.ts');
    if (name === 'docker') {
      const { DockerRuntime } = await import('../runtime/docker/runtime.ts');
      return await conform({ ...options, runtime: new DockerRuntime() });
    }
    const { ProcessRuntime } = await import('../runtime/process/runtime.ts');
    return await conform({ ...options, runtime: new ProcessRuntime() });
  },
  async adapt(name, options) {
    const { adapt } = await import('../adapt/adapt.ts');
    return await adapt({ ...options, runtime: await makeRuntime(name) });
  },
  async examine() {
    return (await import('./examine/index.ts')).examineMachine(await engineOnce());
  },
  schemaFile: join(packageRoot(), 'schema', 'topology.json'),
  resultSchemaFile: join(packageRoot(), 'schema', 'result.json'),
};
