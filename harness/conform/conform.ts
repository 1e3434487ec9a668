/**
 * `meshbed conform`: starts a program three times, walks the node contract with it, and says of each requirement whether
 * it is met. Programs are started as in a run, and nothing is left behind.
 */

import { makePlan } from '../plan/plan.ts';
import type { Plan } from '../plan/types.ts';
import type { RawStdin, Runtime } from '../runtime/port/port.ts';
import { newRunId } from '../scenario/run.ts';
import { topologyFromObject } from '../topology/load.ts';
import { REQUIREMENTS } from './registry.ts';
import type { ConformResult, JudgedRequirement, Outcome, Requirement } from './walk/types.ts';
import { NAMES, Walk, type WalkTimeouts } from './walk/walk.ts';

export interface ConformOptions {
  /** Freshly made; it is opened and closed here. */
  runtime: Runtime & RawStdin;
  image?: string;
  command?: readonly string[];
  /** `options` of `configure`: what a topology's `peer:` holds. */
  peer?: Record<string, unknown>;
  /** Ends it; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told of each requirement, once it is tried. */
  told?: (judged: JudgedRequirement) => void;
  patience?: Partial<WalkTimeouts>;
}

/** @throws MeshbedError when the program cannot be started at all: no such program, no such image, no engine. */
export async function conform(options: ConformOptions): Promise<ConformResult> {
  const { runtime, signal, told = () => {} } = options;
  const walk = new Walk(runtime, planOf(options), options.patience);
  const requirements: JudgedRequirement[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  interrupted.catch(() => {});
  try {
    signal?.throwIfAborted();
    await Promise.race([walk.open(), interrupted]);
    for (const requirement of REQUIREMENTS) {
      const outcome = await Promise.race([tried(requirement, walk, requirements), interrupted]);
      const { name, says, optional = false } = requirement;
      requirements.push({ name, says, optional, ...outcome });
      told(requirements.at(-1)!);
    }
  } finally {
    await walk.close();
  }
  const program = walk.incarnations()[0]?.events('idle')[0]?.program ?? null;
  return { program, runtime: runtime.name, requirements };
}

/** All that must be met is met. */
export function conforms({ requirements }: ConformResult): boolean {
  return requirements.every(({ state }) => state === 'met' || state === 'absent');
}

async function tried(
  requirement: Requirement,
  walk: Walk,
  before: readonly JudgedRequirement[],
): Promise<Outcome> {
  const { needs } = requirement;
  const lacks = needs !== undefined && before.find(({ name }) => name === needs)?.state !== 'met';
  if (lacks) return { state: 'untried', seen: `\`${needs}\` is not met` };
  return await requirement.try(walk);
}

/** Three nodes, all linked, every link through a relay, which hands every datagram over twice: networks do. */
function planOf({ image, command, peer = {} }: ConformOptions): Plan {
  const node = { ...(image === undefined ? {} : { image }), ...(command === undefined ? {} : { command }) };
  const topology = topologyFromObject({
    name: 'conform',
    seed: 1,
    nodes: Object.fromEntries(NAMES.map((name) => [name, node])),
    links: { shape: 'full', duplicate: '100%' },
    peer,
  });
  const plan = makePlan(topology, newRunId());
  return { ...plan, links: plan.links.map((link) => ({ ...link, via: 'relay' })) };
}
