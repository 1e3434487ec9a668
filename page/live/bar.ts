/**
 * The top of a live page: how the mesh is, whether the page still hears of it, and a line in which everything can be typed.
 */

import { plural, seconds } from '../../harness/common/wording.ts';
import type { PageContext, PageView } from '../model/context.ts';
import { button, fill, h } from '../view/dom.ts';
import type { Acting } from './acting.ts';
import type { Following } from './following.ts';
import { addressOf, type Ended, type LiveConnection, verdictSoFar } from './server.ts';

const STATES: Readonly<Record<LiveConnection, string>> = {
  connecting: '○ connecting',
  live: '● live',
  lost: '◌ connection lost, trying again',
  closed: '■ ended, or not reachable at this address',
  ended: '■ ended',
};

/** What shows how lines are written; each stands for a kind. */
const EXAMPLES = [
  'inject n1 hello',
  'inject all count=20 every=50ms',
  'kill n2',
  'start n2',
  'cut n1 n2',
  'link n1 n2 loss=20% latency=50ms',
  'partition n1,n2 | rest',
  'heal',
  'mend',
];

export interface BarView extends PageView {
  connection(state: LiveConnection, ended?: Ended): void;
}

export function barView(context: PageContext, { act }: Acting, following: () => Following): BarView {
  const title = h('h1', {}, 'A mesh');
  const state = h('span', { class: 'connection', role: 'status' }, STATES.connecting);
  const facts = h('p', { class: 'live-facts' });
  const ended = h('p', { class: 'ended-with', hidden: true });
  const follow = button('Follow', () => following().resume(), {
    'aria-pressed': 'true',
    title: 'Show the newest moment',
  });
  const text = h('pre', { tabindex: '0' });
  const verdict = h(
    'dialog',
    { 'aria-label': 'The verdict so far' },
    text,
    button('Close', () => verdict.close()),
  );
  const save = h('a', { class: 'button', href: addressOf('/scenario.yaml'), download: true }, 'Save as YAML');
  const line = h('input', {
    type: 'text',
    id: 'line',
    list: 'examples',
    placeholder: 'kill n3',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const form = h(
    'form',
    { on: { submit } },
    h(
      'fieldset',
      { class: 'bar command' },
      h('label', { for: 'line' }, 'Do'),
      line,
      h('datalist', { id: 'examples' }, ...EXAMPLES.map((example) => h('option', { value: example }))),
      h('button', { type: 'submit' }, 'Do it'),
    ),
  );

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = line.value.trim();
    if (typed !== '' && (await act({ line: typed }, typed))) line.value = '';
  }

  async function judge(): Promise<void> {
    text.textContent = await verdictSoFar();
    verdict.showModal();
  }

  function look(): void {
    const { model } = context;
    if (model.header === null) return;
    title.textContent = model.header.topology.name;
    const up = model.nodes.filter((node) => node.state.last().value === 'up').length;
    const shown = [
      `${up} of ${plural(model.nodes.length, 'node')} up`,
      `${plural(model.messages.length, 'message')}, ${plural(model.deliveryCount, 'delivery', 'deliveries')}`,
      plural(model.steps.length, 'step'),
      seconds(Math.max(0, model.toMs)),
    ];
    fill(facts, shown.join(' · '));
    follow.setAttribute('aria-pressed', String(following().isOn));
    follow.textContent = following().isOn ? 'Following' : 'Follow the newest';
    document.documentElement.dataset.line = String(model.recordCount);
  }

  return {
    element: h(
      'header',
      { class: 'live-bar' },
      h('div', { class: 'live-title' }, title, state),
      facts,
      ended,
      h(
        'div',
        { class: 'bar' },
        follow,
        h(
          'fieldset',
          { class: 'bar' },
          button('Verdict so far', () => void judge()),
          save,
        ),
      ),
      form,
      verdict,
    ),
    look,
    connection(now, how) {
      state.textContent = STATES[now];
      state.className = `connection ${now}`;
      save.hidden = now === 'ended' || now === 'closed';
      if (how === undefined) return;
      ended.hidden = false;
      fill(
        ended,
        h('b', {}, how.text),
        h('br'),
        'Nothing more can be done to it; this page shows what was. The report: ',
        h('code', {}, `${how.out}/report.html`),
        '; what was done, as a topology file: ',
        h('code', {}, `${how.out}/scenario.yaml`),
      );
    },
  };
}
