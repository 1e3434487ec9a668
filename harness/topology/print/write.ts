/**
 * A topology → the YAML file that loads as it: what a person would have written, as far as that can be told.
 *
 * Invariants:
 *  1. Loading what is written gives the same topology, but for the lines of its steps, whatever verbs, conditions,
 *     networks and options it has.
 *  2. A text that holds `${` is written so that nothing is filled in.
 *  3. Each step and each link is on one line.
 */

import { Document, isMap, isScalar, isSeq, type Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';
import type { Topology } from '../topology.ts';
import { writtenExpect } from './expect.ts';
import { writtenLinks } from './links.ts';
import { withAddressesToWrite, writtenNetwork } from './network.ts';
import { writtenNetworks, writtenNodes, writtenRoles } from './nodes.ts';
import { writtenPrograms } from './programs.ts';
import { writtenSteps } from './steps.ts';
import { writtenTimeouts } from './timeouts.ts';

export interface WriteOptions {
  /** Lines to stand at the top of the file, each after a `#`. */
  comment?: readonly string[];
}

/** A topology that loading has made, or one that it would take: nothing is checked here. */
export function writeTopology(topology: Topology, options: WriteOptions = {}): string {
  const { name, seed, nodes, networks, reach, peer, steps, expect } = topology;
  const expected = writtenExpect(
    expect,
    nodes.map((node) => node.name),
  );
  const roles = writtenRoles(topology);
  const timeouts = writtenTimeouts(topology.timeouts);
  const contents = {
    name,
    seed,
    nodes: writtenNodes(withAddressesToWrite(topology)),
    ...(networks.length === 0 ? {} : { networks: writtenNetworks(topology) }),
    ...writtenNetwork(topology),
    links: writtenLinks(topology),
    ...(topology.programs === undefined ? {} : { programs: writtenPrograms(topology.programs) }),
    ...(reach === undefined ? {} : { reach }),
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
    ...(Object.keys(peer).length === 0 ? {} : { peer }),
    ...(steps.length === 0 ? {} : { steps: writtenSteps(topology) }),
    ...(Object.keys(expected).length === 0 ? {} : { expect: expected }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
  };
  // Other readers of YAML still take `yes` and `on` for switches, so they go in quotes. What is there twice is there twice.
  const document = new Document(contents, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, { Scalar: (key, scalar) => keepAsText(key, scalar) });
  layOut(document);
  const { comment = [] } = options;
  // `#` and a space; a line break in a comment would end it.
  if (comment.length > 0)
    document.commentBefore = comment.map((line) => ` ${line.replaceAll(/\s+/g, ' ')}`).join('\n');
  return document.toString({
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  });
}

/** Keys are never filled in. */
function keepAsText(key: unknown, scalar: Scalar): void {
  if (key !== 'key' && typeof scalar.value === 'string')
    scalar.value = scalar.value.replaceAll('${', () => '$${');
}

/** Sections as blocks, and what stands in them one thing a line. */
function layOut(document: Document): void {
  for (const { value } of (document.contents as YAMLMap).items) {
    if (isSeq(value)) value.items = value.items.map(inFlow);
    if (!isMap(value)) continue;
    for (const pair of value.items) {
      const links = isScalar(pair.key) && pair.key.value === 'list' ? pair.value : null;
      if (isSeq(links)) links.items = links.items.map(inFlow);
      else pair.value = inFlow(pair.value);
    }
  }
}

/** On one line, with the spaces of our examples: `{ a: [b, c] }`. */
function inFlow(node: unknown): unknown {
  if (isMap(node)) {
    const map = new PaddedMap(node.schema);
    map.items = node.items.map((pair) => Object.assign(pair, { value: inFlow(pair.value) }));
    return map;
  }
  if (!isSeq(node)) return node;
  const list = new TightSeq(node.schema);
  list.items = node.items.map(inFlow);
  return list;
}

class TightSeq extends YAMLSeq {
  override flow = true;

  override toString(...[context, ...rest]: Parameters<YAMLSeq['toString']>): string {
    return super.toString(context && { ...context, flowCollectionPadding: '' }, ...rest);
  }
}

class PaddedMap extends YAMLMap {
  override flow = true;

  override toString(...[context, ...rest]: Parameters<YAMLMap['toString']>): string {
    return super.toString(context && { ...context, flowCollectionPadding: ' ' }, ...rest);
  }
}
