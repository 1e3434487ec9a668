/**
 * The grid: nodes row by row, each linked to the one beside it and the one below. The last row may be shorter;
 * its nodes are still linked to those above, so the grid is in one piece.
 */

import { columns, rows } from './parameters.ts';
import type { NodePair, Shape, ShapeRefusal, Values } from './shape.ts';

export const grid: Shape = {
  name: 'grid',
  summary: 'Rows and columns: each node is linked to those beside, above and below it.',
  parameters: { rows, columns },
  defaults: {},
  random: false,
  refuse,
  count: (n, values) => {
    const wide = width(n, values);
    const tall = Math.ceil(n / wide);
    return n - tall + (n - wide);
  },
  pairs: (n, values) => {
    const wide = width(n, values);
    const pairs: NodePair[] = [];
    for (let i = 0; i < n; i++) {
      if ((i + 1) % wide !== 0 && i + 1 < n) pairs.push([i, i + 1]);
      if (i + wide < n) pairs.push([i, i + wide]);
    }
    return pairs;
  },
};

/** How many columns: as asked, as the rows ask, or the smallest whole number whose square holds all nodes. */
function width(n: number, values: Values): number {
  if (values.columns !== undefined) return values.columns;
  if (values.rows !== undefined) return Math.ceil(n / values.rows);
  return Math.ceil(Math.sqrt(n));
}

function refuse(n: number, values: Values): ShapeRefusal | null {
  const { rows, columns } = values;
  if (columns !== undefined && columns > n) {
    return {
      parameter: 'columns',
      text: `${columns} columns for ${n} nodes`,
      fix: `At most ${n} are possible.`,
    };
  }
  if (rows !== undefined && columns !== undefined && rows * columns !== n) {
    const text = `${rows} rows of ${columns} columns make ${rows * columns} places for ${n} nodes`;
    return { parameter: 'rows', text, fix: 'Leave one of the two out, or change the number of nodes.' };
  }
  if (rows !== undefined && columns === undefined) {
    const made = Math.ceil(n / width(n, values));
    if (rows > n)
      return { parameter: 'rows', text: `${rows} rows for ${n} nodes`, fix: `At most ${n} are possible.` };
    if (made !== rows) {
      const text = `${n} nodes cannot fill ${rows} rows of equal length, the last one shorter`;
      return { parameter: 'rows', text, fix: `Write \`rows: ${made}\`, or change the number of nodes.` };
    }
  }
  return null;
}
