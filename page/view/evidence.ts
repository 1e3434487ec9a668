/**
 * A line of the journal among its neighbours, in a drawer at the foot of the page. Opened by links to `#line-N`.
 */

import type { Lines, PageContext, PageView } from '../model/context.ts';
import { button, fill, h, lineLink } from './dom.ts';

const AROUND = 3;
const LONGEST_CHARACTERS = 20_000;

export function evidenceView(context: PageContext): PageView {
  return new EvidenceDrawer(context);
}

class EvidenceDrawer implements PageView {
  readonly element: HTMLElement;
  private readonly context: PageContext;
  private readonly title = h('h2', { id: 'evidence-title' });
  private readonly body = h('div', { class: 'evidence-body' });
  /** The line that is shown. */
  private line = 0;
  /** What had the focus before. */
  private cameFrom: Element | null = null;

  constructor(context: PageContext) {
    this.context = context;
    this.element = h(
      'aside',
      { class: 'drawer', hidden: true, role: 'dialog', 'aria-labelledby': 'evidence-title', tabindex: '-1' },
      h(
        'div',
        { class: 'drawer-bar' },
        this.title,
        button('Earlier', () => this.step(-1)),
        button('Later', () => this.step(1)),
        button('Close', () => this.close(), { title: 'Close (Esc)' }),
      ),
      this.body,
    );
    window.addEventListener('hashchange', () => this.follow());
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.element.hidden) this.close();
    });
  }

  refresh(): void {
    if (this.element.hidden) this.follow();
  }

  /** Opens the line that the address names. */
  private follow(): void {
    const [, number] = /^#line-(\d+)$/.exec(location.hash) ?? [];
    if (number !== undefined) this.open(Number(number));
  }

  private open(line: number): void {
    if (this.element.hidden) this.cameFrom = document.activeElement;
    this.line = line;
    this.title.textContent = `Line ${line} of journal.ndjson`;
    void rowsAround(this.context.lines, line).then((rows) => {
      if (line === this.line) fill(this.body, ...rows);
    });
    this.element.hidden = false;
    this.element.focus({ preventScroll: true });
  }

  private async step(by: number): Promise<void> {
    const next = this.line + by;
    if (next >= 1 && next <= (await this.context.lines.count())) location.hash = `line-${next}`;
  }

  private close(): void {
    this.element.hidden = true;
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    if (this.cameFrom instanceof HTMLElement) this.cameFrom.focus({ preventScroll: true });
  }
}

async function rowsAround(lines: Lines, line: number): Promise<HTMLElement[]> {
  const count = await lines.count();
  const from = Math.max(1, line - AROUND);
  const to = Math.min(count, line + AROUND);
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  if (line > count) return [h('p', { class: 'empty' }, `The journal has only ${count} lines.`)];
  return Promise.all(
    numbers.map(async (number) => rowOf(number, (await lines.text(number)) ?? '', number === line)),
  );
}

function rowOf(number: number, text: string, isCurrent: boolean): HTMLElement {
  if (!isCurrent) return h('div', { class: 'row' }, lineLink(number), h('pre', {}, text.slice(0, 400)));
  const attributes = { class: 'row current', 'aria-current': 'true' };
  return h('div', attributes, h('b', {}, String(number)), h('pre', {}, pretty(text)));
}

function pretty(text: string): string {
  if (text.length > LONGEST_CHARACTERS) return `${text.slice(0, LONGEST_CHARACTERS)}…`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
