/**
 * A line that is drawn across the mesh parts it: the nodes on its two sides are the groups of a `partition`. The line goes on
 * beyond where it was drawn, so that it always says who is on which side.
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

export function knifeView(context: PageContext, graph: GraphView, { act, say }: Acting): PageView {
  const line = h('div', { class: 'knife-line', hidden: true });
  const hint = h('div', { class: 'knife-hint' }, HINT);
  const overlay = h('div', { class: 'knife', hidden: true }, line, hint);
  const draw = button('✂ Draw a partition', () => (overlay.hidden ? begin() : end()), {
    'aria-pressed': 'false',
  });
  const heal = button('Heal', () => void act({ step: { heal: 'all' } }, 'heal'));
  let from: Spot | null = null;

  function begin(): void {
    overlay.hidden = false;
    draw.setAttribute('aria-pressed', 'true');
    fill(hint, HINT);
  }

  function end(): void {
    from = null;
    overlay.hidden = line.hidden = true;
    draw.setAttribute('aria-pressed', 'false');
  }

  function spotOf(event: PointerEvent): Spot {
    const box = overlay.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Names on either side of the line through both. */
  function sides(one: Spot, other: Spot): [string[], string[]] {
    const [left, right]: [string[], string[]] = [[], []];
    for (const node of context.model.nodes) {
      const { x, y } = graph.spotOf(node.index);
      const cross = (other.x - one.x) * (y - one.y) - (other.y - one.y) * (x - one.x);
      (cross > 0 ? left : right).push(node.name);
    }
    return [left, right];
  }

  overlay.addEventListener('pointerdown', (event) => {
    overlay.setPointerCapture(event.pointerId);
    from = spotOf(event);
  });
  overlay.addEventListener('pointermove', (event) => {
    if (from === null) return;
    const to = spotOf(event);
    line.hidden = false;
    line.style.transform = `translate(${from.x}px, ${from.y}px) rotate(${Math.atan2(to.y - from.y, to.x - from.x)}rad)`;
    const [left, right] = sides(from, to);
    fill(hint, `${left.length} | ${right.length} nodes`);
  });
  overlay.addEventListener('pointerup', (event) => {
    if (from === null) return;
    const [one, other] = [from, spotOf(event)];
    end();
    if (Math.hypot(other.x - one.x, other.y - one.y) < LEAST_PX) return;
    const groups = sides(one, other);
    if (groups.some((group) => group.length === 0)) return say('All nodes are on one side of that line.');
    void act({ step: { partition: groups } }, `partition ${groups.map(({ length }) => length).join(' | ')}`);
  });
  overlay.addEventListener('pointercancel', end);
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
  });

  function update(): void {
    const last = context.model.steps.findLast(({ verb }) => verb === 'partition' || verb === 'heal');
    heal.disabled = last?.verb !== 'partition';
  }
  update();
  const element = h('fieldset', { class: 'bar' }, draw, heal);
  graph.element.parentElement?.append(overlay);
  return { element, look: update };
}
