/**
 * The partition tool: a line that the reader draws across the mesh. The nodes on its two sides are the groups of a `partition`
 * step. The line goes on beyond where it was drawn, so that it always says who is on which side.
 */

import type { PageContext, PageView } from '../model/context.ts';
import { button, fill, h } from '../view/dom.ts';
import type { GraphView } from '../view/graph.ts';
import type { Acting } from './acting.ts';

/** A shorter drag is a slip. */
const LEAST_PX = 24;
const HINT = 'Drag a line across the mesh. Esc leaves.';

interface Spot {
  x: number;
  y: number;
}

export function partitionToolView(context: PageContext, graph: GraphView, acting: Acting): PageView {
  return new PartitionTool(context, graph, acting);
}

class PartitionTool implements PageView {
  readonly element: HTMLElement;
  private readonly context: PageContext;
  private readonly graph: GraphView;
  private readonly acting: Acting;
  private readonly line = h('div', { class: 'partition-line', hidden: true });
  private readonly hint = h('div', { class: 'partition-hint' }, HINT);
  /** Lies over the mesh while a line can be drawn. */
  private readonly overlay = h('div', { class: 'partition-tool', hidden: true }, this.line, this.hint);
  private readonly draw = button(
    '✂ Draw a partition',
    () => (this.overlay.hidden ? this.begin() : this.end()),
    { 'aria-pressed': 'false' },
  );
  private readonly heal = button('Heal', () => void this.acting.act({ step: { heal: 'all' } }, 'heal'));
  /** Where the drag began; null while nobody drags. */
  private from: Spot | null = null;

  constructor(context: PageContext, graph: GraphView, acting: Acting) {
    this.context = context;
    this.graph = graph;
    this.acting = acting;
    this.listen();
    this.look();
    this.element = h('fieldset', { class: 'bar' }, this.draw, this.heal);
    graph.element.parentElement?.append(this.overlay);
  }

  look(): void {
    const last = this.context.model.steps.findLast(({ verb }) => verb === 'partition' || verb === 'heal');
    this.heal.disabled = last?.verb !== 'partition';
  }

  private listen(): void {
    const { overlay } = this;
    overlay.addEventListener('pointerdown', (event) => {
      overlay.setPointerCapture(event.pointerId);
      this.from = this.spotOf(event);
    });
    overlay.addEventListener('pointermove', (event) => {
      if (this.from !== null) this.drag(this.from, this.spotOf(event));
    });
    overlay.addEventListener('pointerup', (event) => {
      if (this.from !== null) this.drop(this.from, this.spotOf(event));
    });
    overlay.addEventListener('pointercancel', () => this.end());
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.end();
    });
  }

  private begin(): void {
    this.overlay.hidden = false;
    this.draw.setAttribute('aria-pressed', 'true');
    fill(this.hint, HINT);
  }

  private end(): void {
    this.from = null;
    this.overlay.hidden = this.line.hidden = true;
    this.draw.setAttribute('aria-pressed', 'false');
  }

  private drag(from: Spot, to: Spot): void {
    this.line.hidden = false;
    this.line.style.transform = `translate(${from.x}px, ${from.y}px) rotate(${Math.atan2(to.y - from.y, to.x - from.x)}rad)`;
    const [left, right] = this.sides(from, to);
    fill(this.hint, `${left.length} | ${right.length} nodes`);
  }

  private drop(from: Spot, to: Spot): void {
    this.end();
    if (Math.hypot(to.x - from.x, to.y - from.y) < LEAST_PX) return;
    const groups = this.sides(from, to);
    const { act, say } = this.acting;
    if (groups.some((group) => group.length === 0)) return say('All nodes are on one side of that line.');
    void act({ step: { partition: groups } }, `partition ${groups.map(({ length }) => length).join(' | ')}`);
  }

  private spotOf(event: PointerEvent): Spot {
    const box = this.overlay.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Names on either side of the line through both. */
  private sides(one: Spot, other: Spot): [string[], string[]] {
    const [left, right]: [string[], string[]] = [[], []];
    for (const node of this.context.model.nodes) {
      const { x, y } = this.graph.spotOf(node.index);
      const cross = (other.x - one.x) * (y - one.y) - (other.y - one.y) * (x - one.x);
      (cross > 0 ? left : right).push(node.name);
    }
    return [left, right];
  }
}
