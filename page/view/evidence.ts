/**
 * A line of the journal among its neighbours, in a drawer at the foot of the page. Opened by links to `#line-N`.
 */

import type { PageContext, PageView } from '../model/context.ts';
import { button, fill, h, lineLink } from './dom.ts';

const AROUND = 3;
const LONGEST_CHARACTERS = 20_000;

export function evidenceView(context: PageContext): PageView {
  const title = h('h2', { id: 'evidence-title' });
  const body = h('div', { class: 'evidence-body' });
  const element = h(
    'aside',
    { class: 'drawer', hidden: true, role: 'dialog', 'aria-labelledby': 'evidence-title', tabindex: '-1' },
    h(
      'div',
      { class: 'drawer-bar' },
      title,
      button('Earlier', () => step(-1)),
      button('Later', () => step(1)),
      button('Close', () => close(), { title: 'Close (Esc)' }),
    ),
    body,
  );
  let line = 0;
  let cameFrom: Element | null = null;

  function open(number: number): void {
    if (element.hidden) cameFrom = document.activeElement;
    line = number;
    title.textContent = `Line ${line} of journal.ndjson`;
    const asked = line;
    void linesAround().then((rows) => {
      if (asked === line) fill(body, ...rows);
    });
    element.hidden = false;
    element.focus({ preventScroll: true });
  }

  async function linesAround(): Promise<HTMLElement[]> {
    const { lines } = context;
    const count = await lines.count();
    const from = Math.max(1, line - AROUND);
    const to = Math.min(count, line + AROUND);
    const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
    if (line > count) return [h('p', { class: 'empty' }, `The journal has only ${count} lines.`)];
    return Promise.all(numbers.map(async (number) => row(number, (await lines.text(number)) ?? '')));
  }

  function row(number: number, text: string): HTMLElement {
    if (number !== line)
      return h('div', { class: 'row' }, lineLink(number), h('pre', {}, text.slice(0, 400)));
    const attributes = { class: 'row current', 'aria-current': 'true' };
    return h('div', attributes, h('b', {}, String(number)), h('pre', {}, pretty(text)));
  }

  async function step(by: number): Promise<void> {
    const next = line + by;
    if (next >= 1 && next <= (await context.lines.count())) location.hash = `line-${next}`;
  }

  function close(): void {
    element.hidden = true;
    history.replaceState(null, '', `${location.pathname}${location.search}`);
    if (cameFrom instanceof HTMLElement) cameFrom.focus({ preventScroll: true });
  }

  function follow(): void {
    const [, number] = /^#line-(\d+)$/.exec(location.hash) ?? [];
    if (number !== undefined) open(Number(number));
  }

  window.addEventListener('hashchange', follow);
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !element.hidden) close();
  });
  return { element, refresh: () => (element.hidden ? follow() : undefined) };
}

function pretty(text: string): string {
  if (text.length > LONGEST_CHARACTERS) return `${text.slice(0, LONGEST_CHARACTERS)}…`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
