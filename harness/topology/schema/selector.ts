/**
 * The schema of node selectors: what they mean is in `../model/selectors.ts`.
 */

import { forms, list, word } from '../text/fields.ts';

const EXAMPLES = ['n4', 'n1..n5', 'n*', 'all', 'random(3)'];

/** `facts`: those of the word alone. */
export function selector(description: string, facts: Record<string, unknown> = {}) {
  return forms(
    description,
    'nodes: a name, `n1..n5`, `n*`, `all`, `random(3)`, or a list of these',
    [
      word(`${description} A name, a range \`n1..n5\`, a pattern \`n*\`, \`all\`, or \`random(3)\`.`, {
        samples: EXAMPLES,
        ...facts,
      }),
      list(
        description,
        'a list of nodes',
        word('A name, a range, a pattern, `random(3)`, or `rest`: all others.', { samples: EXAMPLES }),
      ),
    ],
    [['text', 'number'], ['list']],
  );
}
