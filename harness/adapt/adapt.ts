/**
 * `meshbed adapt`: runs one program of a topology alone, tries each part of its description, and says what the description makes of the
 * program's lines, and what it does not cover. Programs are started as in a run, and nothing is left behind.
 */

import { makePlan } from '../plan/plan.ts';
import type { Runtime } from '../runtime/port/port.ts';
import { newRunId } from '../scenario/run.ts';
import { whatIsUnseen } from '../topology/model/sight.ts';
import { PROGRAM_EVENTS } from '../topology/schema/program-events.ts';
import { placeholdersIn } from '../topology/text/placeholders.ts';
import type { Topology } from '../topology/topology.ts';
import { withOnlyNodesOf } from './alone.ts';
import { doubtsInWords, type Life } from './doubts.ts';
import { tryInject } from './parts/inject.ts';
import { awaitMeeting, tryKill } from './parts/kill.ts';
import { tryReady } from './parts/ready.ts';
import { tryStop } from './parts/stop.ts';
import { type AdaptTimeouts, Trial } from './trial/trial.ts';
import type { AdaptNews, AdaptResult, TriedPart } from './trial/types.ts';

export interface AdaptOptions {
  /** Freshly made; it is opened and closed here. */
  runtime: Runtime;
  topology: Topology;
  /** One of the topology's `programs`. */
  program: string;
  /** How many of the nodes that run it; by default two, where there are two. */
  nodes?: number;
  /** Ends it; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Hears of each line, each thing that is done, and each part once it is tried. */
  told?: (news: AdaptNews) => void;
  patience?: Partial<AdaptTimeouts>;
}

/** @throws MeshbedError when the program cannot be started at all: no such program, no such image, no engine. */
export async function adapt(options: AdaptOptions): Promise<AdaptResult> {
  const { runtime, topology, program, nodes, signal, told = () => {}, patience = {} } = options;
  const trial = new Trial(
    runtime,
    makePlan(withOnlyNodesOf(topology, program, nodes), newRunId()),
    patience,
    told,
  );
  const interrupted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  interrupted.catch(() => {});
  try {
    signal?.throwIfAborted();
    const parts = await Promise.race([tried(trial, told), interrupted]);
    return resultOf(trial, program, parts);
  } finally {
    await trial.close();
  }
}

async function tried(trial: Trial, told: (news: AdaptNews) => void): Promise<TriedPart[]> {
  const parts: TriedPart[] = [];
  const tell = (part: TriedPart) => {
    parts.push(part);
    told({ type: 'part', part });
  };
  await trial.open();
  tell(await tryReady(trial));
  await awaitMeeting(trial);
  tell(await tryInject(trial));
  tell(await tryKill(trial));
  tell(await tryStop(trial));
  return parts;
}

function resultOf(trial: Trial, program: string, parts: readonly TriedPart[]): AdaptResult {
  const { tally, nodes, runtime, program: spec, plan } = trial;
  return {
    program,
    runtime: runtime.name,
    nodes,
    parts,
    events: PROGRAM_EVENTS.map((event) => ({
      event,
      isDescribed: spec.events[event] !== undefined,
      matched: tally.matched(event),
      events: tally.becameEvents.get(event) ?? 0,
    })),
    unmatched: tally.unmatched,
    uncovered: [...lacking(trial), ...whatIsUnseen(plan.topology)],
    doubts: doubtsInWords(tally, livesOf(trial)),
  };
}

/** Placeholders that matter, and are not there. */
function lacking({ program }: Trial): string[] {
  const { inject, command = [], env, files } = program;
  const atStart = [...command, ...Object.values(env), ...Object.values(files)].flatMap(placeholdersIn);
  const sentences: string[] = [];
  if (inject === undefined) sentences.push('No messages can be put in: `inject` is not described.');
  else if (!placeholdersIn(JSON.stringify(inject)).includes('ref'))
    sentences.push('`{ref}` is not in `inject`: a message cannot be known again where it comes out.');
  if (!atStart.includes('peers'))
    sentences.push('`{peers}` is nowhere: the program must find its neighbours by itself.');
  if (!['listen', 'port'].some((name) => atStart.includes(name)))
    sentences.push('Neither `{listen}` nor `{port}` is there: nothing tells the program where to listen.');
  return sentences;
}

function livesOf(trial: Trial): Life[] {
  return trial.starts.flatMap(({ incarnation, runsFromMs, askedToEndMs }) => {
    const { node, boot, endedMs, exit, isUnheard, log } = incarnation;
    if (endedMs === null) return [];
    const notes = log.flatMap((line) => /^meshbed: (.*)/.exec(line)?.[1] ?? []);
    return [
      {
        node,
        boot,
        runsFromMs: runsFromMs ?? endedMs,
        askedToEndMs,
        endedMs,
        code: exit?.code ?? null,
        isUnheard,
        notes,
      },
    ];
  });
}
