/**
 * The graph's nodes, names and links on its canvas, in the units of the layout. Each state has a form of its own.
 */

import type { LinkState, NodeState } from '../model/types.ts';
import { cssColor } from './dom.ts';
import type { LinkLook, NodeLook } from './graph-look.ts';

export type Canvas = CanvasRenderingContext2D;

export interface Spot {
  x: number;
  y: number;
}

/** From a node's middle to the outside of its border. */
export const NODE_RADIUS = 12.5;
const HALO = 9;
/** What is chosen is seen, and its name read, however small the rest is drawn. */
const LEAST_HALO_PX = 9;
const LEAST_NAME_PX = 12;
const NAME_SIZE = 12;
const MOST_CHARACTERS = 18;

const COLOURS = [
  'paper',
  'ink',
  'node',
  'faint',
  'down',
  'failed',
  'suspected',
  'message',
  'focus',
  'link',
] as const;

export type Colours = Readonly<Record<(typeof COLOURS)[number], string>>;

/** Those of the theme; a canvas has to be told. */
export function coloursNow(): Colours {
  return Object.fromEntries(COLOURS.map((name) => [name, cssColor(`--${name}`)])) as Colours;
}

const SHAPES = {
  circle: shape((path) => path.arc(0, 0, 11, 0, 2 * Math.PI)),
  square: shape((path) => path.rect(-11, -11, 22, 22)),
  rounded: shape((path) => path.roundRect(-11, -11, 22, 22, 5)),
  diamond: shape((path) => outline(path, 4, () => 15)),
  star: shape((path) => outline(path, 10, (corner) => (corner % 2 === 0 ? 18 : 9))),
};

interface Form {
  shape: keyof typeof SHAPES;
  border: keyof Colours;
  width: number;
  dash?: number[];
  name?: keyof Colours;
}

const FORMS: Readonly<Record<NodeState, Form>> = {
  off: { shape: 'circle', border: 'faint', width: 2.5, dash: [2.5, 3], name: 'faint' },
  starting: { shape: 'circle', border: 'node', width: 2.5, dash: [2.5, 3] },
  up: { shape: 'circle', border: 'node', width: 2.5 },
  paused: { shape: 'rounded', border: 'node', width: 7 },
  down: { shape: 'square', border: 'down', width: 2.5, dash: [6, 4], name: 'down' },
  crashed: { shape: 'diamond', border: 'failed', width: 4, name: 'failed' },
};

export function paintNode(canvas: Canvas, { x, y }: Spot, look: NodeLook, colours: Colours): void {
  const { shape: name, border, width, dash = [] } = FORMS[look.state];
  const path = SHAPES[look.message === 'origin' ? 'star' : name];
  canvas.translate(x, y);
  if (look.suspected) stroke(canvas, path, colours.suspected, width + 12);
  if (look.suspected) stroke(canvas, path, colours.paper, width + 4);
  canvas.fillStyle = look.message === null ? colours.paper : colours.message;
  canvas.fill(path);
  stroke(canvas, path, colours[border], width, dash);
  // Two borders, one in the other.
  if (look.state === 'paused') stroke(canvas, path, colours.paper, width / 3);
  canvas.translate(-x, -y);
}

/** Under a node that is chosen. */
export function paintHalo(canvas: Canvas, { x, y }: Spot, colours: Colours, zoom: number): void {
  canvas.globalAlpha = 0.45;
  canvas.fillStyle = colours.focus;
  canvas.beginPath();
  canvas.arc(x, y, Math.max(NODE_RADIUS + HALO, LEAST_HALO_PX / zoom), 0, 2 * Math.PI);
  canvas.fill();
  canvas.globalAlpha = 1;
}

/** Under a link that is chosen. */
export function paintLinkHalo(canvas: Canvas, from: Spot, to: Spot, colours: Colours, zoom: number): void {
  canvas.globalAlpha = 0.45;
  canvas.lineWidth = Math.max(12, LEAST_HALO_PX / zoom);
  canvas.strokeStyle = colours.focus;
  canvas.beginPath();
  canvas.moveTo(from.x, from.y);
  canvas.lineTo(to.x, to.y);
  canvas.stroke();
  canvas.globalAlpha = 1;
}

/** Below its node. `large`: it can be read however small the graph is drawn. */
export function paintName(
  canvas: Canvas,
  { x, y }: Spot,
  name: string,
  look: NodeLook,
  colours: Colours,
  zoom: number,
  large: boolean,
): void {
  const text = name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS - 1)}…` : name;
  const size = large ? Math.max(NAME_SIZE, LEAST_NAME_PX / zoom) : NAME_SIZE;
  const below = look.message === 'origin' || look.suspected ? 20 : NODE_RADIUS + 3;
  const top = y + (large ? Math.max(below, LEAST_HALO_PX / zoom) : below);
  canvas.font = `${look.chosen ? 'bold ' : ''}${size}px system-ui, sans-serif`;
  canvas.textAlign = 'center';
  canvas.textBaseline = 'top';
  const width = canvas.measureText(text).width + 2;
  canvas.globalAlpha = 0.75;
  canvas.fillStyle = colours.paper;
  canvas.fillRect(x - width / 2, top - 1, width, size * 1.15);
  canvas.globalAlpha = 1;
  canvas.fillStyle = colours[FORMS[look.state].name ?? 'ink'];
  canvas.fillText(text, x, top);
}

const LINES: Readonly<Record<LinkState | 'changed', LinkStyle & { colour: keyof Colours }>> = {
  open: { colour: 'link', width: 1.5, dash: null },
  changed: { colour: 'suspected', width: 3.5, dash: [2, 4] },
  'one way': { colour: 'failed', width: 2, dash: [10, 4] },
  cut: { colour: 'failed', width: 2.5, dash: [3, 6] },
};

export interface LinkStyle {
  colour: string;
  width: number;
  dash: number[] | null;
}

export function linkStyle({ state, broughtTo, changed }: LinkLook, colours: Colours): LinkStyle {
  const { colour, width, dash } = LINES[state === 'open' && changed ? 'changed' : state];
  if (broughtTo !== null) return { colour: colours.message, width: 3.5, dash };
  return { colour: colours[colour], width, dash };
}

function stroke(canvas: Canvas, path: Path2D, colour: string, width: number, dash: number[] = []): void {
  canvas.strokeStyle = colour;
  canvas.lineWidth = width;
  canvas.setLineDash(dash);
  canvas.stroke(path);
}

function shape(draw: (path: Path2D) => void): Path2D {
  const path = new Path2D();
  draw(path);
  return path;
}

/** Corners around the middle, the first at the top. */
function outline(path: Path2D, corners: number, radius: (corner: number) => number): void {
  for (let corner = 0; corner < corners; corner++) {
    const angle = (2 * Math.PI * corner) / corners - Math.PI / 2;
    path.lineTo(radius(corner) * Math.cos(angle), radius(corner) * Math.sin(angle));
  }
  path.closePath();
}
