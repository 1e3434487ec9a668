/**
 * What can be done to the node or the link that is looked at.
 */

import type { PlannedNodeState } from '../../harness/topology/model/node-states.ts';
import { formatDuration, formatRate, formatShare } from '../../harness/topology/text/units.ts';
import type { NodeAct } from '../../harness/topology/verbs/node-acts.ts';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import type { LinkTrack, NodeState, NodeTrack } from '../model/types.ts';
import { button, fill, h } from '../view/dom.ts';
import type { Acting } from './acting.ts';

const MOST_LINKS = 24;

/** The states of nodes that verbs speak of, in those that the page shows. */
const SHOWN_AS: Readonly<Record<PlannedNodeState, readonly NodeState[]>> = {
  waiting: ['off'],
  stopped: ['off', 'down', 'crashed'],
  running: ['up'],
  paused: ['paused'],
};

interface Panel {
  /** What asks the mesh for something; disabled when it has ended. */
  asks: Node[];
  /** What leads to something else. */
  links: Node[];
  /** Enables what can be done now. */
  update(): void;
}

export function actsView(context: PageContext, { act }: Acting): PageView {
  const asks = h('fieldset', { 'aria-label': 'What to do to it' });
  const links = h('div');
  const element = h('div', { class: 'acts', hidden: true }, asks, links);
  let shown = '';
  let panel: Panel | null = null;

  /** The same buttons as long as the same thing is looked at, so that neither focus nor what was typed is lost. */
  function look({ node, link }: PageState): void {
    const target = `${node} ${link}`;
    if (target !== shown) {
      shown = target;
      const { model } = context;
      const theNode = node === null ? undefined : model.nodes[node];
      const theLink = link === null ? undefined : model.links[link];
      panel = theNode ? onNode(context, theNode, act) : theLink ? onLink(context, theLink, act) : null;
      element.hidden = panel === null;
      fill(asks, ...(panel?.asks ?? []));
      fill(links, ...(panel?.links ?? []));
    }
    panel?.update();
  }
  return { element, look, refresh: () => look(context.look) };
}

function onNode(context: PageContext, node: NodeTrack, act: Acting['act']): Panel {
  const { name } = node;
  const text = h('input', {
    type: 'text',
    placeholder: 'message',
    'aria-label': `Message from ${name}`,
    value: 'hello',
  });
  const inject = h('button', { type: 'submit' }, 'Inject');
  const form = formOf([text, inject], () =>
    act({ step: { inject: text.value, from: name } }, `inject from ${name}`),
  );
  const inDocker = context.model.header?.runtime === 'docker';
  // Only containers have a network that they can leave.
  const possible = context.model.nodeActs.filter(({ network }) => inDocker || network === undefined);
  const buttons = possible.map((each) => {
    const { verb, button: label } = each;
    const made = button(label, () => void act({ step: { [verb]: name } }, `${verb} ${name}`), {
      'aria-label': `${label} ${name}`,
    });
    return { made, fits: () => takes(node, each) };
  });
  const own = context.model.links.filter(({ a, b }) => a === node.index || b === node.index);
  const links = own
    .slice(0, MOST_LINKS)
    .map((link) =>
      button(link.name, () => context.show({ link: link.index, node: null }), { class: 'name' }),
    );
  const more = own.length > links.length ? ` and ${own.length - links.length} more` : '';
  return {
    asks: [h('div', { class: 'bar' }, ...buttons.map(({ made }) => made)), form],
    links: [h('div', { class: 'own-links' }, h('span', { class: 'note' }, 'Links '), ...links, more)],
    update() {
      for (const { made, fits } of buttons) made.disabled = !fits();
      inject.disabled = !isIn(node, 'up');
    },
  };
}

/** Whether it can be done to the node now. */
function takes(node: NodeTrack, { from, network }: NodeAct): boolean {
  if (network !== undefined && node.isConnected !== (network === 'leaves')) return false;
  return from.some((state) => isIn(node, ...SHOWN_AS[state]));
}

function isIn(node: NodeTrack, ...states: NodeState[]): boolean {
  return states.includes(node.state.last().value);
}

function onLink(context: PageContext, link: LinkTrack, act: Acting['act']): Panel {
  const nameOf = (index: number) => context.model.nodes[index]?.name ?? '';
  const [a, b] = [nameOf(link.a), nameOf(link.b)];
  const ways = [
    {
      text: `${a} – ${b}`,
      cut: [a, b],
      link: { between: [a, b] },
      closed: () => link.closed.ab && link.closed.ba,
    },
    { text: `${a} → ${b}`, cut: { from: a, to: b }, link: { from: a, to: b }, closed: () => link.closed.ab },
    { text: `${b} → ${a}`, cut: { from: b, to: a }, link: { from: b, to: a }, closed: () => link.closed.ba },
  ];
  const which = h(
    'select',
    { 'aria-label': 'Which direction of the link' },
    ...ways.map(({ text }, i) => h('option', { value: i }, text)),
  );
  const way = () => ways[Number(which.value)] ?? ways[0]!;
  const cut = button('Cut', () => void act({ step: { cut: way().cut } }, `cut ${way().text}`));
  const mend = button('Mend', () => void act({ step: { mend: way().cut } }, `mend ${way().text}`));
  const { latencyMs, jitterMs, loss, rateBps } = link.conditions.ab.last().value;
  const fields = [
    field('latency', latencyMs === undefined ? '' : formatDuration(latencyMs), '50ms'),
    field('jitter', jitterMs === undefined ? '' : formatDuration(jitterMs), '5ms'),
    field('loss', loss === undefined ? '' : formatShare(loss), '20%'),
    field('rate', rateBps === undefined ? '' : formatRate(rateBps), '1Mbit'),
  ];
  const set = (conditions: Record<string, string>, what: string) =>
    act({ step: { link: { ...way().link, ...conditions } } }, `${what} ${way().text}`);
  const form = formOf([...fields.map(({ label }) => label), h('button', { type: 'submit' }, 'Set')], () => {
    const given = fields.filter(({ input }) => input.value.trim() !== '');
    return set(
      Object.fromEntries(given.map(({ name, input }) => [name, input.value.trim()])),
      'conditions of',
    );
  });
  form.append(button('Clear', () => void set({}, 'no conditions on')));
  return {
    asks: [
      h('div', { class: 'bar' }, which, cut, mend),
      form,
      h('p', { class: 'note' }, 'Set is in place of all conditions that it has.'),
    ],
    links: [],
    update() {
      // A partition closes links too, and what closes a link is the harness's to know: it says no.
      cut.disabled = way().closed();
    },
  };
}

function field(name: string, value: string, placeholder: string) {
  const input = h('input', { type: 'text', value, placeholder, size: 7 });
  return { name, input, label: h('label', {}, `${name} `, input) };
}

function formOf(children: readonly Node[], submit: () => unknown): HTMLFormElement {
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void submit();
  };
  return h('form', { class: 'bar', on: { submit: onSubmit } }, ...children);
}
