/**
 * A line of a node's stdout, judged: an event of the contract, nonsense, or nothing.
 *
 * The contract can grow, so an event of a type that we do not know is no mistake. It is handed on as it came,
 * since its `seq` counts; readers of events pass over types that mean nothing to them. A line of JSON
 * with a `type` we do not know and without an event's head is some other program's chatter: nothing.
 */

import { z } from 'zod';

import type { NodeEvent } from '../../../node/contract/types.ts';

export type Decoded = { kind: 'event'; event: NodeEvent } | { kind: 'nonsense' } | { kind: 'nothing' };

const head = {
  run: z.string().nullable(),
  seq: z.int().positive(),
  t: z.number(),
};

const count = z.int().nonnegative();

const known = [
  z.looseObject({ type: z.literal('idle'), ...head, contract: z.int(), program: z.string() }),
  z.looseObject({ type: z.literal('ready'), ...head, host: z.string(), port: count }),
  z.looseObject({ type: z.literal('injected'), ...head, ref: z.string(), message: z.string() }),
  z.looseObject({
    type: z.literal('delivered'),
    ...head,
    message: z.string(),
    digest: z.string(),
    hops: z.number().optional(),
    via: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('peer-up'), ...head, node: z.string() }),
  z.looseObject({ type: z.literal('peer-down'), ...head, node: z.string(), reason: z.string() }),
  z.looseObject({ type: z.literal('gap'), ...head, origin: z.string(), count }),
  z.looseObject({ type: z.literal('stats'), ...head, counters: z.record(z.string(), z.number()) }),
  z.looseObject({ type: z.literal('pong'), ...head, ref: z.string() }),
  z.looseObject({
    type: z.literal('error'),
    ...head,
    code: z.string(),
    text: z.string(),
    ref: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('bye'), ...head }),
] as const;

const byType = new Map<string, z.ZodType>(known.map((schema) => [schema.shape.type.value, schema]));
const headOnly = z.looseObject(head);

export function decodeEvent(line: string): Decoded {
  if (line.trim() === '') return { kind: 'nothing' };
  // Most nonsense shows at its first character, and a parser that fails takes long.
  if (!/^\s*\{/.test(line)) return { kind: 'nonsense' };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'nonsense' };
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    return { kind: 'nonsense' };
  }
  const schema = byType.get(value.type);
  const fits = (schema ?? headOnly).safeParse(value).success;
  if (fits) return { kind: 'event', event: value as NodeEvent };
  return { kind: schema === undefined ? 'nothing' : 'nonsense' };
}
