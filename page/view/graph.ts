/**
 * The topology as a graph, in its state at the moment that is looked at. The library draws links, zooms, and knows what is
 * under the pointer; where nodes stand is known beforehand, so its forces have nothing to do.
 */

import ForceGraph from 'force-graph';
import type { PageContext, PageView } from '../model/context.ts';
import type { LinkTrack, NodeTrack } from '../model/types.ts';
import { h } from './dom.ts';
import { type GraphLook, graphLook } from './graph-look.ts';
import {
  type Canvas,
  coloursNow,
  linkStyle,
  NODE_RADIUS,
  paintHalo,
  paintLinkHalo,
  paintName,
  paintNode,
} from './graph-paint.ts';

/** Beyond them, names show only of what is chosen, under the pointer, or large enough. */
const MANY_NODES = 60;
const MANY_LINKS = 600;
const NEAR_ZOOM = 0.9;
const NAMES_ZOOM = 0.42;
const LARGEST_FIT = 1.7;
const MARGIN = 40;
const ARROW_LENGTH = 14;
/** A node can be hit however small it is drawn. */
const LEAST_TARGET_PX = 4;

export interface GraphView extends PageView {
  /** Where a node is drawn, in pixels from the element's corner. */
  spotOf(node: number): { x: number; y: number };
}

interface Dot {
  node: NodeTrack;
  x: number;
  y: number;
}

interface Line {
  link: LinkTrack;
  /** In the direction in which it brought the message. */
  source: Dot;
  target: Dot;
}

export function graphView(context: PageContext): GraphView {
  const element = h('div', {
    class: 'graph',
    tabindex: '0',
    role: 'application',
    'aria-label': 'The mesh. Arrow keys go from node to node, plus and minus zoom, 0 shows all.',
  });
  let graph: ForceGraph<Dot, Line> | null = null;
  let colours = coloursNow();
  let looks: GraphLook = { nodes: [], links: [] };
  let dots: Dot[] = [];
  let lines: Line[] = [];
  let hovered: Dot | null = null;
  const lookOf = ({ node }: Dot) => looks.nodes[node.index]!;
  const styleOf = ({ link }: Line) => linkStyle(looks.links[link.index]!, colours);

  function start(): ForceGraph<Dot, Line> {
    const { model, positions } = context;
    dots = model.nodes.map((node) => ({
      node,
      x: positions[2 * node.index] ?? 0,
      y: positions[2 * node.index + 1] ?? 0,
    }));
    lines = model.links.map((link) => ({ link, source: dots[link.a]!, target: dots[link.b]! }));
    const arrows = lines.length <= MANY_LINKS;
    const made = new ForceGraph<Dot, Line>(element);
    made
      .d3Force('charge', null)
      .d3Force('center', null)
      .d3Force('link', null)
      .cooldownTicks(0)
      .minZoom(0.02)
      .maxZoom(6)
      .enableNodeDrag(false)
      // They would be set as markup.
      .nodeLabel(() => '')
      .linkLabel(() => '')
      .nodeRelSize(NODE_RADIUS)
      .nodePointerAreaPaint(({ x, y }, colour, canvas, zoom) => {
        canvas.fillStyle = colour;
        canvas.beginPath();
        canvas.arc(x, y, Math.max(NODE_RADIUS, LEAST_TARGET_PX / zoom), 0, 2 * Math.PI);
        canvas.fill();
      })
      .linkDirectionalArrowRelPos(1)
      .linkDirectionalArrowLength(({ link }) =>
        arrows && looks.links[link.index]?.broughtTo !== null ? ARROW_LENGTH : 0,
      )
      .onNodeClick(({ node }) => context.show({ node: node.index, link: null }))
      .onLinkClick(({ link }) => context.show({ link: link.index, node: null }))
      .onBackgroundClick(() => context.show({ node: null, link: null }))
      .onNodeHover((dot) => {
        hovered = dot;
        redraw();
      })
      .onRenderFramePre(paintUnder)
      .onRenderFramePost(paintOver)
      .graphData({ nodes: dots, links: lines });
    return made;
  }

  /** Setting what it draws by makes the library draw again. */
  function redraw(): void {
    graph
      ?.linkColor((line) => styleOf(line).colour)
      .linkLineDash((line) => styleOf(line).dash)
      // It draws widths in pixels, and these are to grow with the rest.
      .linkWidth((line) => styleOf(line).width * (graph?.zoom() ?? 1))
      .nodeCanvasObject((dot, canvas) => paintNode(canvas, dot, lookOf(dot), colours));
  }

  function paintUnder(canvas: Canvas, zoom: number): void {
    const { node, link } = context.look;
    const line = link === null ? undefined : lines[link];
    if (line !== undefined) paintLinkHalo(canvas, line.source, line.target, colours, zoom);
    const dot = node === null ? undefined : dots[node];
    if (dot !== undefined) paintHalo(canvas, dot, colours, zoom);
  }

  function paintOver(canvas: Canvas, zoom: number): void {
    const many = dots.length > MANY_NODES;
    const chosen = context.look.node === null ? undefined : dots[context.look.node];
    if (chosen !== undefined) paintNode(canvas, chosen, lookOf(chosen), colours);
    const named = zoom >= (many ? NEAR_ZOOM : NAMES_ZOOM) ? dots.filter(inView()) : [];
    for (const dot of named)
      if (dot !== chosen && dot !== hovered)
        paintName(canvas, dot, dot.node.name, lookOf(dot), colours, zoom, false);
    for (const dot of new Set([hovered, chosen]))
      if (dot) paintName(canvas, dot, dot.node.name, lookOf(dot), colours, zoom, true);
  }

  function inView(): (dot: Dot) => boolean {
    if (graph === null) return () => false;
    const from = graph.screen2GraphCoords(0, 0);
    const to = graph.screen2GraphCoords(graph.width(), graph.height());
    return ({ x, y }) => x > from.x && x < to.x && y > from.y && y < to.y;
  }

  /** All of it, and no larger than is pleasant. */
  function showAll(): void {
    if (graph === null) return;
    const [xs, ys] = [dots.map(({ x }) => x), dots.map(({ y }) => y)];
    const [left, right] = [Math.min(...xs) - MARGIN, Math.max(...xs) + MARGIN];
    const [top, bottom] = [Math.min(...ys) - MARGIN, Math.max(...ys) + MARGIN];
    const zoom = Math.min(LARGEST_FIT, graph.width() / (right - left), graph.height() / (bottom - top));
    graph.zoom(zoom).centerAt((left + right) / 2, (top + bottom) / 2);
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
    else if (event.key === '0') showAll();
    else return;
    event.preventDefault();
  }
  element.addEventListener('keydown', onKey);

  function resize(): void {
    graph?.width(element.clientWidth).height(element.clientHeight);
    showAll();
  }
  new ResizeObserver(resize).observe(element);

  // The library looks in every frame whether there is something to draw.
  let inSight = false;
  function restOutOfSight(): void {
    if (inSight) graph?.resumeAnimation();
    else graph?.pauseAnimation();
  }
  new IntersectionObserver((entries) => {
    inSight = entries.at(-1)?.isIntersecting ?? false;
    restOutOfSight();
  }).observe(element);

  /** In sight or not: it may be about to be printed. */
  function drawAtOnce(): void {
    graph?.pauseAnimation().resumeAnimation();
    restOutOfSight();
  }

  return {
    element,
    spotOf: (node) => graph?.graph2ScreenCoords(dots[node]?.x ?? 0, dots[node]?.y ?? 0) ?? { x: 0, y: 0 },
    look(look) {
      if (graph === null) return;
      looks = graphLook(context, look);
      for (const line of lines) point(line, looks.links[line.link.index]?.broughtTo ?? null);
      redraw();
    },
    refresh() {
      if (context.model.nodes.length === 0) return;
      colours = coloursNow();
      looks = graphLook(context, context.look);
      if (graph === null) {
        graph = start();
        resize();
      }
      this.look?.(context.look);
      drawAtOnce();
    },
  };
}

/** Arrows go from the source to the target. */
function point(line: Line, to: number | null): void {
  if (to !== null && line.target.node.index !== to) [line.source, line.target] = [line.target, line.source];
}
