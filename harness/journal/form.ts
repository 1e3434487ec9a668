/**
 * What a line of a journal must hold to be a record. Types that are not known are let through, since the journal may grow
 * within a version; what is known must have the fields that the checks read.
 */

import { z } from 'zod';
import type { JournalRecord } from './record.ts';

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'name';
type Fields<T> = { [K in Exclude<keyof T, 'type'>]?: Kind };
type Forms = { [T in Exclude<JournalRecord['type'], 'header'>]: Fields<Extract<JournalRecord, { type: T }>> };

/** A name may be null where a record speaks of the whole machine. */
const FORMS: Forms = {
  start: { phase: 'string', at: 'number', node: 'string', boot: 'number' },
  fault: { phase: 'string', at: 'number', node: 'string', fault: 'string' },
  link: { phase: 'string', at: 'number', from: 'string', to: 'string', open: 'boolean' },
  exit: { at: 'number', node: 'string', boot: 'number', exit: 'object', lastWords: 'object' },
  inject: { at: 'number', node: 'string', boot: 'number', ref: 'string', bytes: 'number', digest: 'string' },
  event: { at: 'number', err: 'number', node: 'string', boot: 'number', event: 'object' },
  nonsense: { at: 'number', node: 'string', boot: 'number', text: 'string' },
  unheard: { at: 'number', node: 'string', boot: 'number' },
  clock: { at: 'number', node: 'string', boot: 'number', jumpMs: 'number' },
  hole: { at: 'number', node: 'string', boot: 'number', expected: 'number', found: 'number' },
  silence: { at: 'number', node: 'string', boot: 'number', awaited: 'string', patienceMs: 'number' },
  'warm-up': { at: 'number', forMs: 'number', met: 'number', possible: 'number', end: 'string' },
  'not-done': { at: 'number', index: 'number', ref: 'string', node: 'name', text: 'string' },
  step: { at: 'number', index: 'number', verb: 'string', text: 'string' },
  overload: { at: 'number', fromMs: 'number', node: 'name', lateMs: 'number', source: 'string' },
  outage: { at: 'number', fromMs: 'number', from: 'string', to: 'string', dropped: 'number' },
  delay: { at: 'number', fromMs: 'number', from: 'string', to: 'string', tookMs: 'number' },
  relay: { at: 'number', from: 'string', to: 'string', offered: 'number', dropped: 'object' },
  sides: { phase: 'string', at: 'number' },
  refusal: { at: 'number', node: 'string', refused: 'object' },
  stranger: { at: 'number', from: 'string', to: 'string', count: 'number', host: 'string', port: 'number' },
  kernel: { at: 'number', node: 'string', boot: 'number', socketDrops: 'number' },
  memory: { at: 'number', node: 'string', boot: 'number', peakBytes: 'number' },
  attack: { at: 'number', node: 'string', boot: 'number' },
  end: { at: 'number', reason: 'string', text: 'string' },
};

const named = z.object({ name: z.string() });

/** As much of the header as everything else leans on. */
const header = z.object({
  type: z.literal('header'),
  run: z.string(),
  runtime: z.string(),
  topology: z.object({
    name: z.string(),
    seed: z.number(),
    nodes: z.array(named),
    links: z.array(z.object({ a: z.string(), b: z.string() })),
    steps: z.array(z.object({ atMs: z.number(), verb: z.string() })),
    expect: z.object({}),
  }),
});

/** What is wrong with the value of a line, as the end of a sentence; null when nothing is. */
export function faultOfRecord(value: unknown, isFirst: boolean): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no record';
  const record = value as Record<string, unknown>;
  if (typeof record.type !== 'string') return 'has no type';
  if (isFirst) return faultOfHeader(value);
  if (record.type === 'header') return 'is a second header: two journals in one file';
  const form = Object.hasOwn(FORMS, record.type) ? FORMS[record.type as keyof Forms] : { at: 'number' };
  for (const [field, kind] of Object.entries(form)) {
    if (!fits(record[field], kind as Kind))
      return `is a record \`${record.type}\` without a proper \`${field}\``;
  }
  if (record.type === 'event' && typeof (record.event as { type?: unknown }).type !== 'string') {
    return 'is an event without a type';
  }
  return null;
}

function faultOfHeader(value: unknown): string | null {
  const result = header.safeParse(value);
  if (result.success) return null;
  return `is a header without a proper \`${result.error.issues[0]?.path.join('.') ?? ''}\``;
}

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'name') return value === null || typeof value === 'string';
  if (kind === 'number') return Number.isFinite(value);
  return typeof value === kind && value !== null;
}
