/**
 * How the graph is drawn. Fill says who has the message; form and border say how a node is; a dashed link is closed.
 */

import type { StylesheetJson } from 'cytoscape';
import { cssColor } from './dom.ts';

/** Beyond them, names show only when one has come near, and links are drawn in the cheapest way. */
export const MANY_NODES = 60;
const MANY_LINKS = 600;

export function styleOf(nodeCount: number, linkCount: number): StylesheetJson {
  const many = nodeCount > MANY_NODES;
  const c = cssColor;
  const arrows = linkCount <= MANY_LINKS;
  return [
    {
      selector: 'node',
      style: {
        width: 22,
        height: 22,
        'background-color': c('--paper'),
        'border-color': c('--node'),
        'border-width': 2.5,
        color: c('--ink'),
        'font-size': 12,
        'font-family': 'system-ui, sans-serif',
        'text-valign': 'bottom',
        'text-margin-y': 3,
        'text-max-width': '120px',
        'text-wrap': 'ellipsis',
        'min-zoomed-font-size': many ? 0 : 5,
        'text-background-color': c('--paper'),
        'text-background-opacity': 0.75,
        'text-background-padding': '1px',
      },
    },
    { selector: many ? 'node.chosen, node.near' : 'node', style: { label: 'data(label)' } },
    { selector: 'node.has', style: { 'background-color': c('--message') } },
    {
      selector: 'node.origin',
      style: { 'background-color': c('--message'), shape: 'star', width: 34, height: 34 },
    },
    {
      selector: 'node.off',
      style: { 'border-style': 'dotted', 'border-color': c('--faint'), color: c('--faint') },
    },
    { selector: 'node.starting', style: { 'border-style': 'dotted' } },
    {
      selector: 'node.paused',
      style: { shape: 'round-rectangle', 'border-style': 'double', 'border-width': 6 },
    },
    {
      selector: 'node.down',
      style: {
        shape: 'rectangle',
        'border-style': 'dashed',
        'border-color': c('--down'),
        color: c('--down'),
      },
    },
    {
      selector: 'node.crashed',
      style: {
        shape: 'diamond',
        width: 30,
        height: 30,
        'border-color': c('--failed'),
        'border-width': 4,
        color: c('--failed'),
      },
    },
    {
      selector: 'node.suspected',
      style: { 'outline-color': c('--suspected'), 'outline-width': 4, 'outline-offset': 2 } as never,
    },
    {
      selector: 'edge',
      style: { width: 1.5, 'line-color': c('--link'), 'curve-style': arrows ? 'straight' : 'haystack' },
    },
    {
      selector: 'edge.changed',
      style: { 'line-style': 'dotted', 'line-color': c('--suspected'), width: 3.5 },
    },
    {
      selector: 'edge.cut',
      style: { 'line-style': 'dashed', 'line-color': c('--failed'), width: 2.5, 'line-dash-pattern': [3, 6] },
    },
    {
      selector: 'edge.oneway',
      style: { 'line-style': 'dashed', 'line-color': c('--failed'), width: 2, 'line-dash-pattern': [10, 4] },
    },
    { selector: 'edge.carried', style: { 'line-color': c('--message'), width: 3.5 } },
    ...(arrows
      ? ([
          {
            selector: 'edge.onward',
            style: { 'target-arrow-shape': 'triangle', 'target-arrow-color': c('--message') },
          },
          {
            selector: 'edge.backward',
            style: { 'source-arrow-shape': 'triangle', 'source-arrow-color': c('--message') },
          },
        ] as StylesheetJson)
      : []),
    {
      selector: 'node.chosen',
      style: {
        'underlay-color': c('--focus'),
        'underlay-opacity': 0.45,
        'underlay-padding': 9,
        'min-zoomed-font-size': 0,
        'font-weight': 'bold',
        'z-index': 10,
      },
    },
    {
      selector: 'edge.chosen',
      style: { 'underlay-color': c('--focus'), 'underlay-opacity': 0.45, 'underlay-padding': 5 },
    },
  ];
}
