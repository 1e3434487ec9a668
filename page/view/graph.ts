/**
 * The topology as a graph, in its state at the moment that is looked at. The library draws links, zooms, and knows what is
 * under the pointer; where nodes stand is known beforehand, so its forces have nothing to do.
 */

import ForceGraph from 'force-graph';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import type { LinkTrack, NodeTrack } from '../model/types.ts';
import { h } from './dom.ts';
import { type GraphLook, graphLook, type NodeLook } from './graph-look.ts';
import {
  type Canvas,
  coloursNow,
  type LinkStyle,
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
  return new Graph(context);
}

class Graph implements GraphView {
  readonly element = h('div', {
    class: 'graph',
    tabindex: '0',
    role: 'application',
    'aria-label': 'The mesh. Arrow keys go from node to node, plus and minus zoom, 0 shows all.',
  });
  private readonly context: PageContext;
  /** The library's; null until the model has nodes. */
  private graph: ForceGraph<Dot, Line> | null = null;
  private colours = coloursNow();
  private looks: GraphLook = { nodes: [], links: [] };
  private dots: Dot[] = [];
  private lines: Line[] = [];
  private hovered: Dot | null = null;
  private inSight = false;

  constructor(context: PageContext) {
    this.context = context;
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.resize()).observe(this.element);
    new IntersectionObserver((entries) => {
      this.inSight = entries.at(-1)?.isIntersecting ?? false;
      this.restOutOfSight();
    }).observe(this.element);
  }

  spotOf(node: number): { x: number; y: number } {
    const { x, y } = this.dots[node] ?? { x: 0, y: 0 };
    return this.graph?.graph2ScreenCoords(x, y) ?? { x: 0, y: 0 };
  }

  look(look: PageState): void {
    if (this.graph === null) return;
    this.looks = graphLook(this.context, look);
    for (const line of this.lines) point(line, this.looks.links[line.link.index]?.broughtTo ?? null);
    this.redraw();
  }

  refresh(): void {
    if (this.context.model.nodes.length === 0) return;
    this.colours = coloursNow();
    this.looks = graphLook(this.context, this.context.look);
    if (this.graph === null) {
      this.graph = this.start();
      this.resize();
    }
    this.look(this.context.look);
    this.drawAtOnce();
  }

  private start(): ForceGraph<Dot, Line> {
    const { context } = this;
    this.place();
    const arrows = this.lines.length <= MANY_LINKS;
    const made = new ForceGraph<Dot, Line>(this.element);
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
      .nodePointerAreaPaint(paintTarget)
      .linkDirectionalArrowRelPos(1)
      .linkDirectionalArrowLength(({ link }) =>
        arrows && this.looks.links[link.index]?.broughtTo !== null ? ARROW_LENGTH : 0,
      )
      .onNodeClick(({ node }) => context.show({ node: node.index, link: null }))
      .onLinkClick(({ link }) => context.show({ link: link.index, node: null }))
      .onBackgroundClick(() => context.show({ node: null, link: null }))
      .onNodeHover((dot) => {
        this.hovered = dot;
        this.redraw();
      })
      .onRenderFramePre((canvas, zoom) => this.paintUnder(canvas, zoom))
      .onRenderFramePost((canvas, zoom) => this.paintOver(canvas, zoom))
      .graphData({ nodes: this.dots, links: this.lines });
    return made;
  }

  private place(): void {
    const { model, positions } = this.context;
    const dots = model.nodes.map((node) => ({
      node,
      x: positions[2 * node.index] ?? 0,
      y: positions[2 * node.index + 1] ?? 0,
    }));
    this.dots = dots;
    this.lines = model.links.map((link) => ({ link, source: dots[link.a]!, target: dots[link.b]! }));
  }

  private lookOf({ node }: Dot): NodeLook {
    return this.looks.nodes[node.index]!;
  }

  private styleOf({ link }: Line): LinkStyle {
    return linkStyle(this.looks.links[link.index]!, this.colours);
  }

  /** Setting what it draws by makes the library draw again. */
  private redraw(): void {
    this.graph
      ?.linkColor((line) => this.styleOf(line).colour)
      .linkLineDash((line) => this.styleOf(line).dash)
      // It draws widths in pixels, and these are to grow with the rest.
      .linkWidth((line) => this.styleOf(line).width * (this.graph?.zoom() ?? 1))
      .nodeCanvasObject((dot, canvas) => paintNode(canvas, dot, this.lookOf(dot), this.colours));
  }

  private paintUnder(canvas: Canvas, zoom: number): void {
    const { node, link } = this.context.look;
    const line = link === null ? undefined : this.lines[link];
    if (line !== undefined) paintLinkHalo(canvas, line.source, line.target, this.colours, zoom);
    const dot = node === null ? undefined : this.dots[node];
    if (dot !== undefined) paintHalo(canvas, dot, this.colours, zoom);
  }

  private paintOver(canvas: Canvas, zoom: number): void {
    const { dots, hovered, colours } = this;
    const many = dots.length > MANY_NODES;
    const { node } = this.context.look;
    const chosen = node === null ? undefined : dots[node];
    if (chosen !== undefined) paintNode(canvas, chosen, this.lookOf(chosen), colours);
    const named = zoom >= (many ? NEAR_ZOOM : NAMES_ZOOM) ? dots.filter(this.inView()) : [];
    for (const dot of named)
      if (dot !== chosen && dot !== hovered)
        paintName(canvas, dot, dot.node.name, this.lookOf(dot), colours, zoom, false);
    for (const dot of new Set([hovered, chosen]))
      if (dot) paintName(canvas, dot, dot.node.name, this.lookOf(dot), colours, zoom, true);
  }

  private inView(): (dot: Dot) => boolean {
    const { graph } = this;
    if (graph === null) return () => false;
    const from = graph.screen2GraphCoords(0, 0);
    const to = graph.screen2GraphCoords(graph.width(), graph.height());
    return ({ x, y }) => x > from.x && x < to.x && y > from.y && y < to.y;
  }

  /** All of it, and no larger than is pleasant. */
  private showAll(): void {
    const { graph, dots } = this;
    if (graph === null) return;
    const [xs, ys] = [dots.map(({ x }) => x), dots.map(({ y }) => y)];
    const [left, right] = [Math.min(...xs) - MARGIN, Math.max(...xs) + MARGIN];
    const [top, bottom] = [Math.min(...ys) - MARGIN, Math.max(...ys) + MARGIN];
    const zoom = Math.min(LARGEST_FIT, graph.width() / (right - left), graph.height() / (bottom - top));
    graph.zoom(zoom).centerAt((left + right) / 2, (top + bottom) / 2);
  }

  private onKey(event: KeyboardEvent): void {
    const { graph, context } = this;
    if (graph === null) return;
    const count = context.model.nodes.length;
    const at = context.look.node ?? -1;
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown')
      context.show({ node: (at + 1) % count, link: null });
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp')
      context.show({ node: (at - 1 + count) % count, link: null });
    else if (event.key === '+') graph.zoom(graph.zoom() * 1.3);
    else if (event.key === '-') graph.zoom(graph.zoom() / 1.3);
    else if (event.key === '0') this.showAll();
    else return;
    event.preventDefault();
  }

  private resize(): void {
    this.graph?.width(this.element.clientWidth).height(this.element.clientHeight);
    this.showAll();
  }

  /** The library looks in every frame whether there is something to draw. */
  private restOutOfSight(): void {
    if (this.inSight) this.graph?.resumeAnimation();
    else this.graph?.pauseAnimation();
  }

  /** In sight or not: it may be about to be printed. */
  private drawAtOnce(): void {
    this.graph?.pauseAnimation().resumeAnimation();
    this.restOutOfSight();
  }
}

/** Where the pointer hits a node. */
function paintTarget({ x, y }: Dot, colour: string, canvas: Canvas, zoom: number): void {
  canvas.fillStyle = colour;
  canvas.beginPath();
  canvas.arc(x, y, Math.max(NODE_RADIUS, LEAST_TARGET_PX / zoom), 0, 2 * Math.PI);
  canvas.fill();
}

/** Arrows go from the source to the target. */
function point(line: Line, to: number | null): void {
  if (to !== null && line.target.node.index !== to) [line.source, line.target] = [line.target, line.source];
}
