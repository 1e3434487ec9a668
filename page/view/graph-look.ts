/**
 * How each node and each link of the graph looks at a moment. Fill says who has the message; form and border say how a node
 * is; a dashed link is closed; so no two meanings share a colour, and none hangs on colour alone.
 */

import type { Context, Look } from '../context.ts';
import { type Spread, spreadOf } from '../model/spread.ts';
import type { LinkState, LinkTrack, NodeState, NodeTrack } from '../model/types.ts';

export interface NodeLook {
  state: NodeState;
  /** Some neighbour holds it to be dead. */
  suspected: boolean;
  /** Of the message that is looked at. */
  message: 'origin' | 'has' | null;
  chosen: boolean;
}

export interface LinkLook {
  state: LinkState;
  /** The node to which it brought the message. */
  broughtTo: number | null;
  /** A step has given it other conditions than it began with. */
  changed: boolean;
  chosen: boolean;
}

/** By the indices of nodes and links. */
export interface GraphLook {
  nodes: NodeLook[];
  links: LinkLook[];
}

export function graphLook({ model }: Context, look: Look): GraphLook {
  const message = look.message === null ? undefined : model.message(look.message);
  const spread = message === undefined ? null : spreadOf(message);
  const broughtTo = new Map<number, number>();
  for (const { node, via, atMs } of spread?.first ?? []) {
    if (atMs > look.atMs) break;
    const link = via === null ? undefined : model.linkBetween(via, node);
    if (link !== undefined) broughtTo.set(link.index, node);
  }
  return {
    nodes: model.nodes.map((node) => ({
      state: node.state.at(look.atMs).value,
      suspected: node.suspicions.at(look.atMs).value > 0,
      message: messageAt(node, look.atMs, spread),
      chosen: look.node === node.index,
    })),
    links: model.links.map((link) => ({
      state: link.state.at(look.atMs).value,
      broughtTo: broughtTo.get(link.index) ?? null,
      changed: isChanged(link, look.atMs),
      chosen: look.link === link.index,
    })),
  };
}

function messageAt(node: NodeTrack, atMs: number, spread: Spread | null): NodeLook['message'] {
  if (spread === null) return null;
  if (spread.message.origin === node.index && atMs >= spread.message.atMs) return 'origin';
  return (spread.byNode.get(node.index)?.atMs ?? Infinity) <= atMs ? 'has' : null;
}

function isChanged({ conditions }: LinkTrack, atMs: number): boolean {
  return [conditions.ab, conditions.ba].some((track) => track.at(atMs).value !== track.marks[0]?.value);
}
