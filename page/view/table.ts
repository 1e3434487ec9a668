/**
 * A table that sorts and filters. It shows a part of its rows and more on request, so that ten thousand cost nothing.
 */

import { button, h, refill } from './dom.ts';

export interface Column<T> {
  name: string;
  /** What is sorted by, and filtered by where it is text. */
  value(row: T): string | number;
  /** What is shown; by default the value. */
  cell?(row: T): Node | string;
  isNumber?: boolean;
}

const SHOWN = 50;
const MORE = 200;

export interface Table<T> {
  element: HTMLElement;
  show(rows: readonly T[]): void;
}

export function table<T>(name: string, columns: readonly Column<T>[], empty: string): Table<T> {
  let rows: readonly T[] = [];
  let sorted: { column: Column<T>; down: boolean } | null = null;
  let limit = SHOWN;
  const filter = h('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': `Filter ${name}`,
    on: { input: () => draw() },
  });
  const said = h('span', { class: 'said', 'aria-live': 'polite' });
  const body = h('tbody');
  const heads = columns.map((column) =>
    h(
      'th',
      { scope: 'col', class: column.isNumber ? 'number' : '' },
      button(column.name, () => sortBy(column), { class: 'sort' }),
    ),
  );
  const more = button('', () => {
    limit += MORE;
    draw();
  });
  const element = h(
    'div',
    { class: 'table' },
    h('div', { class: 'bar' }, filter, said),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name },
      h('table', {}, h('thead', {}, h('tr', {}, ...heads)), body),
    ),
    more,
  );

  function sortBy(column: Column<T>): void {
    const down = sorted?.column === column ? !sorted.down : column.isNumber === true;
    sorted = { column, down };
    for (const [i, head] of heads.entries()) {
      if (columns[i] === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    draw();
  }

  function draw(): void {
    const wanted = filter.value.trim().toLowerCase();
    const matching =
      wanted === ''
        ? [...rows]
        : rows.filter((row) =>
            columns.some((column) => String(column.value(row)).toLowerCase().includes(wanted)),
          );
    if (sorted !== null) matching.sort(comparing(sorted.column, sorted.down));
    refill(body, ...matching.slice(0, limit).map(rowOf));
    const hidden = matching.length - limit;
    more.hidden = hidden <= 0;
    more.textContent = `Show ${Math.min(MORE, hidden)} more of ${hidden}`;
    said.textContent =
      rows.length === 0
        ? empty
        : matching.length === rows.length
          ? `${rows.length}`
          : `${matching.length} of ${rows.length}`;
  }

  function rowOf(row: T): HTMLElement {
    const cells = columns.map((column) =>
      h('td', { class: column.isNumber ? 'number' : '' }, column.cell?.(row) ?? String(column.value(row))),
    );
    return h('tr', {}, ...cells);
  }

  return {
    element,
    show(all) {
      rows = all;
      draw();
    },
  };
}

const collator = new Intl.Collator('en', { numeric: true });

function comparing<T>(column: Column<T>, down: boolean): (one: T, other: T) => number {
  const sign = down ? -1 : 1;
  return (one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    return (
      sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
    );
  };
}
