/**
 * Messages, nodes, links and steps as tables, one at a time.
 */

import { secondsText } from '../../harness/common/wording.ts';
import { durationText, wayText } from '../../harness/report/phrases.ts';
import type { PageContext, PageView } from '../model/context.ts';
import { spreadOf } from '../model/spread.ts';
import type { LinkTrack, MessageTrack, NodeTrack, StepMark } from '../model/types.ts';
import { droppedOf } from './charts.ts';
import { button, h, lineLink } from './dom.ts';
import { type Table, table } from './table.ts';

interface Tab {
  name: string;
  table: Table<never>;
  rows(): readonly unknown[];
}

export function tablesView(context: PageContext): PageView {
  const tabs: Tab[] = [
    tab('Messages', messageTable(context), () => context.model.messages),
    tab('Nodes', nodeTable(context), () => context.model.nodes),
    tab('Links', linkTable(context), () => context.model.links),
    tab('Steps', stepTable(context), () => context.model.steps),
  ];
  const panel = h('div', { role: 'tabpanel', id: 'table-panel' });
  const buttons = tabs.map(({ name }, i) =>
    button(name, () => choose(i), { role: 'tab', 'aria-controls': 'table-panel', 'aria-selected': 'false' }),
  );
  const list = h(
    'div',
    { class: 'tabs', role: 'tablist', on: { keydown: (event) => onKey(event as KeyboardEvent) } },
    ...buttons,
  );
  let chosen = 0;

  function choose(index: number): void {
    chosen = index;
    for (const [i, each] of buttons.entries()) {
      each.setAttribute('aria-selected', String(i === index));
      each.tabIndex = i === index ? 0 : -1;
    }
    const current = tabs[index];
    if (current === undefined) return;
    panel.replaceChildren(current.table.element);
    current.table.show(current.rows() as never[]);
  }

  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = (chosen + by + tabs.length) % tabs.length;
    choose(next);
    buttons[next]?.focus();
  }

  return { element: h('div', { class: 'tables' }, list, panel), isSlow: true, refresh: () => choose(chosen) };
}

function tab<T>(name: string, made: Table<T>, rows: () => readonly T[]): Tab {
  return { name, table: made as unknown as Table<never>, rows };
}

function nameButton(context: PageContext, node: number | null): Node | string {
  const name = node === null ? undefined : context.model.nodes[node]?.name;
  return name === undefined
    ? 'nobody'
    : button(name, () => context.show({ node, link: null }), { class: 'name' });
}

function messageTable(context: PageContext): Table<MessageTrack> {
  const nameOf = (node: number | null) => (node === null ? '' : (context.model.nodes[node]?.name ?? ''));
  const lastMs = (message: MessageTrack) =>
    Math.max(0, (spreadOf(message).first.at(-1)?.atMs ?? message.atMs) - message.atMs);
  const showIt = (message: MessageTrack) =>
    button(message.id, () => context.show({ message: message.id, atMs: spreadOf(message).toMs }), {
      class: 'name',
    });
  return table<MessageTrack>(
    'messages',
    [
      { name: 'Message', value: ({ id }) => id, cell: showIt },
      {
        name: 'From',
        value: ({ origin }) => nameOf(origin),
        cell: ({ origin }) => nameButton(context, origin),
      },
      { name: 'At', value: ({ atMs }) => atMs, cell: ({ atMs }) => secondsText(atMs), isNumber: true },
      { name: 'Bytes', value: ({ bytes }) => bytes, isNumber: true },
      { name: 'Nodes reached', value: (message) => spreadOf(message).first.length, isNumber: true },
      { name: 'Last after', value: lastMs, cell: (message) => durationText(lastMs(message)), isNumber: true },
      {
        name: 'Most hops',
        value: ({ deliveries }) => deliveries.hops.reduce((most, hops) => Math.max(most, hops), 0),
        isNumber: true,
      },
      { name: 'Line', value: ({ line }) => line, cell: ({ line }) => lineLink(line), isNumber: true },
    ],
    'No message was injected.',
  );
}

function stateName({ result }: PageContext): string {
  return result === null ? 'Now' : 'At the end';
}

function nodeTable(context: PageContext): Table<NodeTrack> {
  const counter = (name: string) => (node: NodeTrack) => node.counters[name] ?? 0;
  return table<NodeTrack>(
    'nodes',
    [
      { name: 'Node', value: ({ name }) => name, cell: ({ index }) => nameButton(context, index) },
      { name: stateName(context), value: ({ state }) => state.last().value },
      { name: 'Neighbours', value: ({ neighbours }) => neighbours.length, isNumber: true },
      { name: 'Injected', value: ({ injected }) => injected, isNumber: true },
      { name: 'Delivered', value: ({ delivered }) => delivered, isNumber: true },
      {
        name: 'Times reported down',
        value: ({ suspicions }) => suspicions.marks.filter((mark) => mark.value === 1).length,
        isNumber: true,
      },
      { name: 'Data sent', value: counter('data.sent'), isNumber: true },
      { name: 'Data received', value: counter('data.received'), isNumber: true },
    ],
    'No nodes.',
  );
}

function linkTable(context: PageContext): Table<LinkTrack> {
  const showIt = (link: LinkTrack) =>
    button(link.name, () => context.show({ link: link.index, node: null }), { class: 'name' });
  return table<LinkTrack>(
    'links',
    [
      { name: 'Link', value: ({ name }) => name, cell: showIt },
      { name: 'Runs', value: ({ via }) => wayText(via) },
      { name: stateName(context), value: ({ state }) => state.last().value },
      { name: 'Datagrams →', value: ({ ab }) => ab.offered, isNumber: true },
      { name: 'dropped', value: ({ ab }) => droppedOf(ab), isNumber: true },
      { name: 'Datagrams ←', value: ({ ba }) => ba.offered, isNumber: true },
      { name: 'dropped ', value: ({ ba }) => droppedOf(ba), isNumber: true },
      { name: 'Brought first', value: ({ ab, ba }) => ab.first + ba.first, isNumber: true },
    ],
    'No links.',
  );
}

function stepTable(context: PageContext): Table<StepMark> {
  const goTo = (step: StepMark) =>
    button(step.text, () => context.show({ atMs: step.atMs }), { class: 'name' });
  return table<StepMark>(
    'steps',
    [
      { name: 'At', value: ({ atMs }) => atMs, cell: ({ atMs }) => secondsText(atMs), isNumber: true },
      { name: 'Step', value: ({ text }) => text, cell: goTo },
      { name: 'Line', value: ({ line }) => line, cell: ({ line }) => lineLink(line), isNumber: true },
    ],
    'No steps.',
  );
}
