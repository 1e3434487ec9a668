/**
 * The top of a live page: how the mesh is, whether the page still hears of it, and a line in which everything can be typed.
 */

import { plural, secondsText } from '../../harness/common/wording.ts';
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
  return new Bar(context, act, following);
}

class Bar implements BarView {
  readonly element: HTMLElement;
  private readonly context: PageContext;
  private readonly following: () => Following;
  private readonly title = h('h1', {}, 'A mesh');
  private readonly state = h('span', { class: 'connection', role: 'status' }, STATES.connecting);
  private readonly facts = h('p', { class: 'live-facts' });
  private readonly ended = h('p', { class: 'ended-with', hidden: true });
  private readonly follow = button('Follow', () => this.following().resume(), {
    'aria-pressed': 'true',
    title: 'Show the newest moment',
  });
  private readonly save = h(
    'a',
    { class: 'button', href: addressOf('/scenario.yaml'), download: true },
    'Save as YAML',
  );

  constructor(context: PageContext, act: Acting['act'], following: () => Following) {
    this.context = context;
    this.following = following;
    const verdict = verdictDialog();
    const judge = button('Verdict so far', () => void verdict.show());
    this.element = h(
      'header',
      { class: 'live-bar' },
      h('div', { class: 'live-title' }, this.title, this.state),
      this.facts,
      this.ended,
      h('div', { class: 'bar' }, this.follow, h('fieldset', { class: 'bar' }, judge, this.save)),
      commandForm(act),
      verdict.element,
    );
  }

  look(): void {
    const { model } = this.context;
    if (model.header === null) return;
    this.title.textContent = model.header.topology.name;
    const up = model.nodes.filter((node) => node.state.last().value === 'up').length;
    const shown = [
      `${up} of ${plural(model.nodes.length, 'node')} up`,
      `${plural(model.messages.length, 'message')}, ${plural(model.deliveryCount, 'delivery', 'deliveries')}`,
      plural(model.steps.length, 'step'),
      secondsText(Math.max(0, model.toMs)),
    ];
    fill(this.facts, shown.join(' · '));
    const { isOn } = this.following();
    this.follow.setAttribute('aria-pressed', String(isOn));
    this.follow.textContent = isOn ? 'Following' : 'Follow the newest';
    document.documentElement.dataset.line = String(model.recordCount);
  }

  connection(now: LiveConnection, how?: Ended): void {
    this.state.textContent = STATES[now];
    this.state.className = `connection ${now}`;
    this.save.hidden = now === 'ended' || now === 'closed';
    if (how === undefined) return;
    this.ended.hidden = false;
    fill(
      this.ended,
      h('b', {}, how.text),
      h('br'),
      'Nothing more can be done to it; this page shows what was. The report: ',
      h('code', {}, `${how.out}/report.html`),
      '; what was done, as a topology file: ',
      h('code', {}, `${how.out}/scenario.yaml`),
    );
  }
}

function verdictDialog(): { element: HTMLElement; show(): Promise<void> } {
  const text = h('pre', { tabindex: '0' });
  const element = h(
    'dialog',
    { 'aria-label': 'The verdict so far' },
    text,
    button('Close', () => element.close()),
  );
  const show = async () => {
    text.textContent = await verdictSoFar();
    element.showModal();
  };
  return { element, show };
}

/** A line in which everything can be typed; it stays there when it is refused. */
function commandForm(act: Acting['act']): HTMLElement {
  const line = h('input', {
    type: 'text',
    id: 'line',
    list: 'examples',
    placeholder: 'kill n3',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    const typed = line.value.trim();
    if (typed !== '' && (await act({ line: typed }, typed))) line.value = '';
  };
  return h(
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
}
