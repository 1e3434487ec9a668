/**
 * The program of a thread that simulates (`simulator.ts`): an order comes in, a row or an error goes out.
 */

import { parentPort } from 'node:worker_threads';
import { MeshbedError } from '../common/errors.ts';
import { SimRuntime } from '../runtime/sim/runtime.ts';
import { runTopology } from '../scenario/run.ts';
import { loadTopology } from '../topology/load.ts';
import { sweepRow } from './measure.ts';
import type { Answer, SimulationOrder } from './simulator.ts';

parentPort?.on('message', async (order: SimulationOrder) => {
  // What is no MeshbedError is a bug: it is not caught, ends the thread, and reaches the caller.
  parentPort?.postMessage(await answer(order));
});

async function answer({ file, settings, seed }: SimulationOrder): Promise<Answer> {
  try {
    const topology = await loadTopology(file, { seed, set: settings });
    return { row: sweepRow(await runTopology(topology, { runtime: new SimRuntime() })) };
  } catch (error) {
    if (!(error instanceof MeshbedError)) throw error;
    const { code, message, fix, exitCode } = error;
    return { error: { code, message, fix, exitCode } };
  }
}
