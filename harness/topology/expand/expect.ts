/**
 * `expect` of the file → what is judged, with defaults: those of checks that are named, and of those that are not.
 */

import type { z } from 'zod';
import type { NodeSet, Selection } from '../model/node-set.ts';
import type { Expect } from '../model/types.ts';
import { type expectNow, expect as expectSchema } from '../schema/expect.ts';
import { QUANTILES } from '../schema/quantiles.ts';
import { type Left, readWhatIsValid, type Validation } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';

const WITHIN_MS = 5000;
const DETECT_MS = 5000;
const RECOVER_MS = 5000;
const TOLERATE_MS = 5000;
/** Of a node and another one of which it has to tell. */
const MOST_PAIRS = 1_000_000;

/** What is judged where the file says nothing. */
export const DEFAULT_EXPECT: Expect = {
  delivery: { asked: false, withinMs: WITHIN_MS, to: 'present' },
  duplicates: { asked: false },
  keepalive: { asked: false, detectMs: null, recoverMs: null, tolerateMs: TOLERATE_MS },
  traffic: null,
  latency: null,
  memory: null,
  isolation: null,
  settleMs: null,
};

/** In an `expect` step only what it names is judged. */
const NOTHING: Expect = {
  delivery: null,
  duplicates: null,
  keepalive: null,
  traffic: null,
  latency: null,
  memory: null,
  isolation: null,
  settleMs: null,
};

/** `nodeSet`: the nodes that it may name. */
export function expandExpect(nodeSet: NodeSet): Expect {
  const { context } = nodeSet;
  const found = valueAt(context.source.value, ['expect']);
  if (found === undefined || found === null) return DEFAULT_EXPECT;
  const { left: written } = readWhatIsValid(expectSchema, context, ['expect']);
  if (written === undefined) return DEFAULT_EXPECT;
  return { ...merge(nodeSet, ['expect'], written, DEFAULT_EXPECT), settleMs: written.settle ?? null };
}

/** Null when something is wrong. */
export function expectOfStep(nodeSet: NodeSet, path: Path, written: Checks): Expect | null {
  const { context } = nodeSet;
  const expect = merge(nodeSet, path, written, NOTHING);
  const { settleMs: _, ...checks } = expect;
  if (Object.values(checks).some((check) => check !== null)) return expect;
  // A check that is wrong or misspelt was asked for.
  if (context.source.keys(path).length > Object.keys(written).length) return null;
  const fix = `Name one or more: ${Object.keys(checks).join(', ')}.`;
  context.problems.at(context.source, path, 'an `expect` step that asks for no check', fix);
  return null;
}

/** Without what was wrong. */
type Checks = Left<z.output<typeof expectNow>>;
type Settings<K extends keyof Checks> = Exclude<NonNullable<Checks[K]>, boolean>;

function merge(nodeSet: NodeSet, path: Path, written: Checks, base: Expect): Expect {
  const { context } = nodeSet;
  /** Base where the check is not named, null where it is switched off, else what its settings make. */
  const check = <K extends keyof Checks & keyof Expect>(
    key: K,
    make: (settings: Settings<K>) => Expect[K],
  ) => {
    const value = written[key];
    if (value === undefined) return base[key];
    if (value === false) return null;
    return make((value === true ? {} : value) as Settings<K>);
  };
  return {
    delivery: check('delivery', ({ within, to, share }) => ({
      asked: true,
      withinMs: within ?? WITHIN_MS,
      to: to ?? 'present',
      ...(share === undefined || share === 1 ? {} : { share }),
    })),
    duplicates: check('duplicates', () => ({ asked: true })),
    keepalive: check('keepalive', ({ detect, recover, tolerate, of }) => ({
      asked: true,
      detectMs: detect ?? DETECT_MS,
      recoverMs: recover ?? RECOVER_MS,
      tolerateMs: tolerate ?? detect ?? DETECT_MS,
      ...subjects(nodeSet, [...path, 'keepalive', 'of'], of),
    })),
    traffic: check('traffic', ({ copies }) => {
      if (copies !== undefined) return { asked: true, copies };
      return withoutBound(context, path, 'traffic', { bound: 'copies', sample: '3' }, copies);
    }),
    latency: check('latency', (bounds) => expandLatency(context, [...path, 'latency'], bounds)),
    memory: check('memory', ({ max }) => {
      if (typeof max === 'number') return { asked: true, maxBytes: max };
      return withoutBound(context, path, 'memory', { bound: 'max', sample: '128MiB' }, max);
    }),
    isolation: check('isolation', () => ({ asked: true })),
    settleMs: null,
  } as Expect;
}

/** Whose liveness is to be told of. Each node is judged by each of them, which takes its time in a large mesh. */
function subjects(nodeSet: NodeSet, path: Path, of: Selection | undefined): { of?: 'all' | string[] } {
  if (of === undefined || of === 'neighbours') return {};
  const nodes = nodeSet.select(path, of, { stream: path.join(' ') });
  if (nodes === null) return {};
  const pairs = nodes.length * nodeSet.names.length;
  if (pairs > MOST_PAIRS) {
    const text = `${nodes.length.toLocaleString('en')} nodes of which ${nodeSet.names.length.toLocaleString('en')} have to tell: too many pairs to judge`;
    nodeSet.complain(
      path,
      text,
      `At most ${MOST_PAIRS.toLocaleString('en')}: name fewer, or take \`neighbours\`.`,
    );
  }
  return { of: nodes.length === nodeSet.names.length ? 'all' : nodes.map((node) => nodeSet.name(node)) };
}

/** A check that has no default to be judged by. */
function withoutBound(
  { source, problems }: Validation,
  path: Path,
  key: string,
  { bound, sample }: { bound: string; sample: string },
  found: unknown,
) {
  // What is written there is wrong, or misspelt.
  if (found === undefined && source.keys([...path, key]).length > 0) return null;
  const fix = `Write how much, as in \`${key}: { ${bound}: ${sample} }\`.`;
  problems.atKey(source, [...path, key], `\`${key}\` without \`${bound}\``, fix);
  return null;
}

function expandLatency(context: Validation, path: Path, bounds: Settings<'latency'>): Expect['latency'] {
  const { source, problems } = context;
  const given = QUANTILES.map(({ key }) => key).filter((key) => bounds[key] !== undefined);
  if (given.length === 0 && source.keys(path).length === 0) {
    problems.atKey(
      source,
      path,
      '`latency` without a bound',
      'Write one or more, as in `latency: { p99: 200ms }`.',
    );
  }
  for (const [i, key] of given.entries()) {
    const next = given[i + 1];
    if (next === undefined || (bounds[key] as number) <= (bounds[next] as number)) continue;
    const text = `\`${key}\` (${formatDuration(bounds[key] as number)}) is more than \`${next}\` (${formatDuration(bounds[next] as number)})`;
    problems.at(source, [...path, key], text, 'Bounds grow from `p50` to `max`.');
  }
  return { asked: true, ...Object.fromEntries(given.map((key) => [`${key}Ms`, bounds[key]])) };
}
