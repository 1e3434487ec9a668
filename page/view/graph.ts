/**
 * The topology as a graph, in its state at the moment that is looked at. Fill says who has the message; form and border say
 * how the node is; so no two meanings share a colour, and none hangs on colour alone.
 */

import cytoscape, { type Core } from 'cytoscape';
import type { Context, Look, View } from '../context.ts';
import { type Spread, spreadOf } from '../model/spread.ts';
import type { LinkTrack, NodeTrack } from '../model/types.ts';
import { h } from './dom.ts';
import { MANY_NODES, styleOf } from './graph-style.ts';

const NEAR_ZOOM = 0.9;
const LABEL_AFTER_MS = 120;
const LARGEST_FIT = 1.7;
const MARGIN = 40;

export interface GraphView extends View {
  fit(): void;
  /** Where a node is drawn, in pixels from the element's corner. */
  spotOf(node: number): { x: number; y: number };
}

export function graphView(context: Context): GraphView {
  const element = h('div', {
    class: 'graph',
    tabindex: '0',
    role: 'application',
    'aria-label': 'The mesh. Arrow keys go from node to node, plus and minus zoom, 0 shows all.',
  });
  let graph: Core | null = null;
  let spread: Spread | null = null;
  const shown = new Map<string, string>();

  function start(): Core {
    const { model } = context;
    const made = cytoscape({
      container: element,
      elements: [
        ...model.nodes.map((node) => ({ data: { id: `n${node.index}`, label: node.name } })),
        ...model.links.map((link) => ({
          data: { id: `l${link.index}`, source: `n${link.a}`, target: `n${link.b}` },
        })),
      ],
      style: styleOf(model.nodes.length, model.links.length),
      layout: {
        name: 'preset',
        positions: (id: string) => {
          const index = Number(String((id as unknown as { id(): string }).id?.() ?? id).slice(1));
          return { x: context.positions[2 * index] ?? 0, y: context.positions[2 * index + 1] ?? 0 };
        },
        fit: false,
      } as never,
      minZoom: 0.02,
      maxZoom: 6,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
      hideEdgesOnViewport: model.links.length > 2000,
    });
    fitTo(made, context.positions);
    if (model.nodes.length > MANY_NODES) labelWhatIsNear(made);
    made.on('tap', 'node', ({ target }) => context.show({ node: Number(target.id().slice(1)), link: null }));
    made.on('tap', 'edge', ({ target }) => context.show({ link: Number(target.id().slice(1)), node: null }));
    made.on('tap', ({ target }) => {
      if (target === made) context.show({ node: null, link: null });
    });
    return made;
  }

  function paint(look: Look): void {
    if (graph === null) return;
    const { model } = context;
    const message = look.message === null ? undefined : model.message(look.message);
    spread = message === undefined ? null : spreadOf(message);
    const carriers = carriersOf(context, spread, look.atMs);
    graph.batch(() => {
      for (const node of model.nodes) setClasses(`n${node.index}`, nodeClasses(node, look, spread));
      for (const link of model.links) setClasses(`l${link.index}`, linkClasses(link, look, carriers));
    });
  }

  /** Only what has changed: a thousand nodes are drawn in no time, but styled one by one. */
  function setClasses(id: string, classes: string): void {
    if (shown.get(id) === classes) return;
    shown.set(id, classes);
    const element = graph?.getElementById(id);
    element?.classes(element.hasClass('near') ? `${classes} near` : classes);
  }

  function onKey(event: KeyboardEvent): void {
    if (graph === null) return;
    const count = context.model.nodes.length;
    const at = context.look.node ?? -1;
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown')
      context.show({ node: (at + 1) % count, link: null });
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp')
      context.show({ node: (at - 1 + count) % count, link: null });
    else if (event.key === '+') graph.zoom(graph.zoom() * 1.3);
    else if (event.key === '-') graph.zoom(graph.zoom() / 1.3);
    else if (event.key === '0') fitTo(graph, context.positions);
    else return;
    event.preventDefault();
  }
  element.addEventListener('keydown', onKey);
  new ResizeObserver(() => graph !== null && fitTo(graph.resize() as Core, context.positions)).observe(
    element,
  );

  return {
    element,
    fit: () => graph !== null && fitTo(graph, context.positions),
    spotOf(node) {
      const [zoom, pan] = [graph?.zoom() ?? 1, graph?.pan() ?? { x: 0, y: 0 }];
      const [x = 0, y = 0] = context.positions.slice(2 * node, 2 * node + 2);
      return { x: x * zoom + pan.x, y: y * zoom + pan.y };
    },
    look: paint,
    refresh() {
      const { model } = context;
      if (model.nodes.length === 0) return;
      if (graph === null) graph = start();
      else graph.style(styleOf(model.nodes.length, model.links.length));
      spread = null;
      paint(context.look);
    },
  };
}

/** Names are shown of the node under the pointer, and of those in view when few enough are. */
function labelWhatIsNear(graph: Core): void {
  let timer = 0;
  const label = () => {
    const { x1, x2, y1, y2 } = graph.extent();
    const isNear = graph.zoom() >= NEAR_ZOOM;
    graph.batch(() => {
      for (const node of graph.nodes()) {
        const { x, y } = node.position();
        node.toggleClass('near', isNear && x > x1 && x < x2 && y > y1 && y < y2);
      }
    });
  };
  graph.on('viewport', () => {
    clearTimeout(timer);
    timer = setTimeout(label, LABEL_AFTER_MS);
  });
  graph.on('mouseover', 'node', ({ target }) => target.addClass('near'));
  graph.on('mouseout', 'node', ({ target }) => target.toggleClass('near', graph.zoom() >= NEAR_ZOOM));
}

/** All of it, and no larger than is pleasant. Reckoned from the positions: the library would measure every label. */
function fitTo(graph: Core, positions: readonly number[]): void {
  const xs = positions.filter((_, i) => i % 2 === 0);
  const ys = positions.filter((_, i) => i % 2 === 1);
  const [left, right] = [Math.min(0, ...xs) - MARGIN, Math.max(0, ...xs) + MARGIN];
  const [top, bottom] = [Math.min(0, ...ys) - MARGIN, Math.max(0, ...ys) + MARGIN];
  const zoom = Math.min(LARGEST_FIT, graph.width() / (right - left), graph.height() / (bottom - top));
  const pan = {
    x: graph.width() / 2 - (zoom * (left + right)) / 2,
    y: graph.height() / 2 - (zoom * (top + bottom)) / 2,
  };
  graph.viewport({ zoom, pan });
}

/** The links by which the message came to those who have it, with the node that it went to. */
function carriersOf(context: Context, spread: Spread | null, atMs: number): Map<number, number> {
  const carriers = new Map<number, number>();
  for (const { node, via, atMs: when } of spread?.first ?? []) {
    if (when > atMs) break;
    const link = via === null ? undefined : context.model.linkBetween(via, node);
    if (link !== undefined) carriers.set(link.index, node);
  }
  return carriers;
}

function nodeClasses(node: NodeTrack, look: Look, spread: Spread | null): string {
  const state = node.state.at(look.atMs).value;
  const classes: string[] = [state];
  if (node.suspicions.at(look.atMs).value > 0) classes.push('suspected');
  if (spread !== null && spread.message.origin === node.index && look.atMs >= spread.message.atMs)
    classes.push('origin');
  else if ((spread?.byNode.get(node.index)?.atMs ?? Infinity) <= look.atMs) classes.push('has');
  if (look.node === node.index) classes.push('chosen');
  return classes.join(' ');
}

function linkClasses(link: LinkTrack, look: Look, carriers: ReadonlyMap<number, number>): string {
  const state = link.state.at(look.atMs).value;
  const classes: string[] = [state === 'one way' ? 'oneway' : state];
  const to = carriers.get(link.index);
  if (to !== undefined) classes.push('carried', to === link.b ? 'onward' : 'backward');
  if (isChanged(link, look.atMs)) classes.push('changed');
  if (look.link === link.index) classes.push('chosen');
  return classes.join(' ');
}

/** Whether a step has given it other conditions than it began with. */
function isChanged({ conditions }: LinkTrack, atMs: number): boolean {
  return [conditions.ab, conditions.ba].some((track) => track.at(atMs).value !== track.marks[0]?.value);
}
