/**
 * How each node and each link of the graph looks at a moment. Fill says who has the message; form and border say how a node
 * is; a dashed link is closed; so no two meanings share a colour, and none hangs on colour alone.
 */

import type { PageContext, PageState } from '../model/context.ts';
import { broughtBy, messageAt, spreadOf } from '../model/spread.ts';
import type { LinkState, LinkTrack, NodeState } from '../model/types.ts';

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

export function graphLook({ model }: PageContext, look: PageState): GraphLook {
  const message = look.message === null ? undefined : model.message(look.message);
  const spread = message === undefined ? null : spreadOf(message);
  const broughtTo = spread === null ? new Map<LinkTrack, number>() : broughtBy(model, spread, look.atMs);
  return {
    nodes: model.nodes.map((node) => ({
      state: node.state.at(look.atMs).value,
      suspected: node.suspicions.at(look.atMs).value > 0,
      message: spread === null ? null : messageAt(spread, node, look.atMs),
      chosen: look.node === node.index,
    })),
    links: model.links.map((link) => ({
      state: link.state.at(look.atMs).value,
      broughtTo: broughtTo.get(link) ?? null,
      changed: isChanged(link, look.atMs),
      chosen: look.link === link.index,
    })),
  };
}

function isChanged({ conditions }: LinkTrack, atMs: number): boolean {
  return [conditions.ab, conditions.ba].some((track) => track.at(atMs).value !== track.marks[0]?.value);
}
