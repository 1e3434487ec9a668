/**
 * Conditions as they come in a command. The harness has told its user about units and ranges long ago; this keeps the
 * relay from doing something else than what it was told. Words that are not known are passed over.
 */
import type { Burst, Conditions } from '../link/conditions.ts';
import { type Fields, readNumberField, readObjectField, wrongField } from './fields.ts';

/** The least and the most of each number. */
const RANGES = {
  latencyMs: [0, Number.MAX_VALUE],
  jitterMs: [0, Number.MAX_VALUE],
  loss: [0, 1],
  duplicate: [0, 1],
  reorder: [0, 1],
  reorderByMs: [0, Number.MAX_VALUE],
  corrupt: [0, 1],
  rateBps: [1, Number.MAX_VALUE],
  queueBytes: [1, Number.MAX_VALUE],
  mtuBytes: [1, Number.MAX_VALUE],
} as const satisfies Partial<Record<keyof Conditions, readonly [number, number]>>;

export function readConditions(value: unknown, what: string): Conditions {
  const fields = readObjectField(value, what);
  const conditions: Conditions = {};
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    if (fields[name] !== undefined)
      conditions[name as keyof typeof RANGES] = readNumberField(fields[name], `${what}.${name}`, least, most);
  }
  if (fields.jitterShape !== undefined) conditions.jitterShape = readShape(fields, what);
  if (fields.burst !== undefined) conditions.burst = readBurst(fields.burst, `${what}.burst`);
  return conditions;
}

function readShape({ jitterShape }: Fields, what: string): NonNullable<Conditions['jitterShape']> {
  if (jitterShape === 'uniform' || jitterShape === 'normal' || jitterShape === 'pareto') return jitterShape;
  throw wrongField(`${what}.jitterShape`, 'uniform, normal or pareto');
}

function readBurst(value: unknown, what: string): Burst {
  const { enter, leave, loss } = readObjectField(value, what);
  return {
    enter: readNumberField(enter, `${what}.enter`, 0, 1),
    leave: readNumberField(leave, `${what}.leave`, 0, 1),
    loss: readNumberField(loss, `${what}.loss`, 0, 1),
  };
}
