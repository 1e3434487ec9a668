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
  return new SortedTable(name, columns, empty);
}

class SortedTable<T> implements Table<T> {
  readonly element: HTMLElement;
  private readonly columns: readonly Column<T>[];
  /** What is said where there are no rows. */
  private readonly empty: string;
  private readonly filter: HTMLInputElement;
  private readonly heads: readonly HTMLElement[];
  private readonly said = h('span', { class: 'said', 'aria-live': 'polite' });
  private readonly body = h('tbody');
  private readonly more = button('', () => {
    this.limit += MORE;
    this.draw();
  });
  private rows: readonly T[] = [];
  private sorted: { column: Column<T>; down: boolean } | null = null;
  private limit = SHOWN;

  constructor(name: string, columns: readonly Column<T>[], empty: string) {
    this.columns = columns;
    this.empty = empty;
    this.filter = h('input', {
      type: 'search',
      placeholder: 'Filter',
      'aria-label': `Filter ${name}`,
      on: { input: () => this.draw() },
    });
    this.heads = columns.map((column) =>
      h(
        'th',
        { scope: 'col', class: column.isNumber ? 'number' : '' },
        button(column.name, () => this.sortBy(column), { class: 'sort' }),
      ),
    );
    this.element = h(
      'div',
      { class: 'table' },
      h('div', { class: 'bar' }, this.filter, this.said),
      h(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name },
        h('table', {}, h('thead', {}, h('tr', {}, ...this.heads)), this.body),
      ),
      this.more,
    );
  }

  show(rows: readonly T[]): void {
    this.rows = rows;
    this.draw();
  }

  private sortBy(column: Column<T>): void {
    const down = this.sorted?.column === column ? !this.sorted.down : column.isNumber === true;
    this.sorted = { column, down };
    for (const [i, head] of this.heads.entries()) {
      if (this.columns[i] === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
    this.draw();
  }

  private draw(): void {
    const { rows, more, limit, sorted } = this;
    const matching = this.matching();
    if (sorted !== null) matching.sort(comparing(sorted.column, sorted.down));
    refill(this.body, ...matching.slice(0, limit).map((row) => this.rowOf(row)));
    const hidden = matching.length - limit;
    more.hidden = hidden <= 0;
    more.textContent = `Show ${Math.min(MORE, hidden)} more of ${hidden}`;
    const all = rows.length === 0 ? this.empty : `${rows.length}`;
    this.said.textContent = matching.length === rows.length ? all : `${matching.length} of ${rows.length}`;
  }

  /** The rows that the filter lets through, as a list of its own. */
  private matching(): T[] {
    const wanted = this.filter.value.trim().toLowerCase();
    if (wanted === '') return [...this.rows];
    return this.rows.filter((row) =>
      this.columns.some((column) => String(column.value(row)).toLowerCase().includes(wanted)),
    );
  }

  private rowOf(row: T): HTMLElement {
    const cells = this.columns.map((column) =>
      h('td', { class: column.isNumber ? 'number' : '' }, column.cell?.(row) ?? String(column.value(row))),
    );
    return h('tr', {}, ...cells);
  }
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
