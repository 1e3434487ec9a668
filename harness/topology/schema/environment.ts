/**
 * The schema of `env`, of nodes and of programs.
 */

import { z } from 'zod';
import { ANY_SCALAR, allowed, field, literally } from '../text/fields.ts';
import { describeValue, type Parsed } from '../text/units.ts';

/** A text that a program may write as a number or a switch. */
export function scalar(description: string, facts: Record<string, unknown> = {}) {
  const parse = (found: unknown): Parsed<string> => {
    const ok = typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean';
    if (!ok) return { ok: false, text: `found ${describeValue(found)}, expected text`, fix: 'Write a text.' };
    if (String(found).includes('\0'))
      return { ok: false, text: 'the text holds a NUL', fix: 'Leave it out.' };
    return { ok: true, value: String(found) };
  };
  return literally(field(parse, { description, type: ANY_SCALAR, ...facts }));
}

export const environment = z
  .record(z.string(), scalar('The value of the variable.'))
  .meta({
    description: 'Environment variables of the program.',
    samples: [{ LOG: 'debug' }],
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  })
  .register(allowed, { words: 'a map from names of variables to texts' });
