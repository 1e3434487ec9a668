/**
 * `links` of the file → every link, once, the node that comes first in the topology first, with its conditions.
 *
 * A shape makes links, a file has them, a list names them; where a list stands beside one of the others, a link that both
 * have is one link, with the conditions of the list.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import { FiledLinks } from '../import/filed-links.ts';
import { FILE_PATH, type Found } from '../import/read.ts';
import { NodeSet } from '../model/node-set.ts';
import type { NetworkSpec, TopologyLink, TopologyNode } from '../model/types.ts';
import { nodesInWords } from '../model/words.ts';
import { wordsAt } from '../schema/as-written.ts';
import { links as linksSchema, shapedLinks, shapeParameters, type WrittenLink } from '../schema/links.ts';
import { type Left, readWhatIsValid, unknownKeysAt, type Validation } from '../schema/validate.ts';
import { SHAPE_NAMES } from '../shapes/index.ts';
import { type NodePair, pairKey } from '../shapes/shape.ts';
import { didYouMean, mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import { type Layer, mergeConditions, readLayer } from './conditions.ts';
import { type ConditionsBothWays, ownConditions } from './link-conditions.ts';
import { Segments } from './networks.ts';
import { sectionMissing } from './sections.ts';
import { shapedPairs } from './shaped.ts';

const EXAMPLE =
  'Write `links: { shape: ring }`, or a list of pairs, as in `[[n1, n2], [n2, n3]]`; `[]` is none.';

const KEYS = Object.keys(shapedLinks.shape);
/** Where links come from. */
const SOURCES = ['shape', 'file', 'list'];
const MAKERS = [...SOURCES, ...Object.keys(shapeParameters)];

/** The parts of a topology that links are made with; undefined where they are not known because of a mistake. */
interface MeshSoFar {
  nodes: TopologyNode[] | undefined;
  networks: NetworkSpec[] | undefined;
  seed: number;
  file: Found;
}

export interface ExpandedLinks {
  /** Undefined where it is not known who is linked with whom. */
  links: TopologyLink[] | undefined;
  /** Nodes that may have links beside these, which could not be read. */
  unclear: ReadonlySet<string>;
  /** What is to be said of a file that they come from. */
  notes: string[];
}

export function expandLinks(context: Validation, mesh: MeshSoFar): ExpandedLinks {
  const notes: string[] = [];
  const unclear = new Set<string>();
  return { links: expand(context, mesh, notes, unclear), unclear, notes };
}

function expand(
  context: Validation,
  mesh: MeshSoFar,
  notes: string[],
  unclear: Set<string>,
): TopologyLink[] | undefined {
  const { source, problems } = context;
  const found = valueAt(source.value, ['links']);
  if (found === undefined) {
    sectionMissing(context, 'links', EXAMPLE);
    return undefined;
  }
  if (typeof found === 'string' && SHAPE_NAMES.includes(found)) {
    problems.at(source, ['links'], `found the text \`${found}\``, `Write \`links: { shape: ${found} }\`.`);
    return undefined;
  }
  const { left: links } = readWhatIsValid(linksSchema, context, ['links']);
  if (links === undefined) return undefined;
  const { nodes, seed, file } = mesh;
  const segments = new Segments(mesh.networks ?? []);
  if (Array.isArray(links)) {
    const place = { base: ['links'], segments, unclear };
    return nodes === undefined ? undefined : listed(context, place, links, nodes, alike(context, []));
  }
  const isWritten = (key: string) => Object.hasOwn(found as object, key);
  const strangers = unknownKeysAt(context, ['links'], KEYS);
  if (!SOURCES.some(isWritten) && !strangers.some((key) => mayStandFor(key, KEYS, SOURCES))) {
    const fix = `Write a shape, as in \`shape: ring\`, a \`file\`, or \`list: [[n1, n2]]\`. Shapes: ${SHAPE_NAMES.join(', ')}.`;
    problems.at(source, ['links'], 'neither `shape` nor `file` nor `list`', fix);
  }
  const isTwofold = isWritten('shape') && isWritten('file');
  if (isTwofold) problems.atKey(source, FILE_PATH, '`file` beside `shape`', 'Keep one of them.');
  const byShape = isTwofold ? null : shapedPairs(context, links, nodes, seed);
  if (nodes === undefined) return undefined;
  const filed = typeof file === 'object' ? new FiledLinks(file, nodes) : null;
  const pairs = filed?.pairs ?? byShape ?? [];
  // A key that is none of the conditions may have been one by which the links are made.
  const isKnown =
    byShape !== null && file !== 'wrong' && !strangers.some((key) => mayStandFor(key, KEYS, MAKERS));
  checkSegments(context, pairs, nodes, segments, filed === null ? 'shape' : 'file');
  const conditionsFor =
    links.latency === 'geo' ? byDistance(context, filed) : alike(context, [readLayer(context, ['links'])]);
  if (filed !== null) notes.push(...filed.notes(links.latency === 'geo'));
  const made = pairs.map(([x, y]) => {
    const { conditions } = conditionsFor(x, y);
    return linkOf(nodes, x, y, { ab: conditions, ba: conditions });
  });
  const place = { base: ['links', 'list'], segments, unclear };
  const byHand = listed(context, place, links.list ?? [], nodes, conditionsFor);
  return isKnown && isWritten('list') === (links.list !== undefined) ? joined(made, byHand) : undefined;
}

/** Where a list of links stands, and what is known beside it. */
interface Place {
  base: Path;
  segments: Segments;
  unclear: Set<string>;
}

/** What holds for a link before what is written at it: in layers, and what they come to. */
type ConditionsFor = (
  x: number,
  y: number,
) => { layers: readonly Layer[]; conditions: Conditions | undefined };

/** The same for all: also the same object, by which much is found out once for all of them. */
function alike(context: Validation, layers: readonly Layer[]): ConditionsFor {
  const same = { layers, conditions: mergeConditions(context, layers) };
  return () => same;
}

/** `latency: geo`; all else that is written is the same for all. */
function byDistance(context: Validation, filed: FiledLinks | null): ConditionsFor {
  const { source, problems } = context;
  const path = ['links', 'latency'];
  if (filed === null && valueAt(source.value, FILE_PATH) === undefined)
    problems.at(
      source,
      path,
      '`geo` without a `file`',
      'Only a file can say where nodes are. Write a duration.',
    );
  else if (filed?.hasPlaces === false)
    problems.at(source, path, `no link of the file joins nodes with coordinates`, 'Write a duration.');
  const written = readLayer(context, ['links'], 'latency');
  return (x, y) => {
    const layers = [written, { path: ['links'], written: { latency: filed?.fibreMs(x, y) ?? 0 } }];
    return { layers, conditions: mergeConditions(context, layers) };
  };
}

function linkOf(nodes: TopologyNode[], x: number, y: number, { ab, ba }: ConditionsBothWays): TopologyLink {
  const link: TopologyLink = { a: (nodes[x] as TopologyNode).name, b: (nodes[y] as TopologyNode).name };
  if (ab !== undefined) link.ab = ab;
  if (ba !== undefined) link.ba = ba;
  return link;
}

/** The links of the shape in their places, those that the list has too as it has them; then the rest of the list. */
function joined(byShape: TopologyLink[], byHand: TopologyLink[]): TopologyLink[] {
  const name = ({ a, b }: TopologyLink) => `${a} ${b}`;
  const own = new Map(byHand.map((link) => [name(link), link]));
  const links = byShape.map((link) => {
    const mine = own.get(name(link));
    own.delete(name(link));
    return mine ?? link;
  });
  return [...links, ...own.values()];
}

function listed(
  context: Validation,
  { base, segments, unclear }: Place,
  links: readonly (Left<WrittenLink> | undefined)[],
  nodes: TopologyNode[],
  conditionsFor: ConditionsFor,
): TopologyLink[] {
  const { source, problems } = context;
  const numbers = new Map(nodes.map((node, i) => [node.name, i]));
  const first = new Map<number, number>();
  const expanded: TopologyLink[] = [];
  const nodeSet = new NodeSet(context, nodes, 0);
  /** The nodes that it may be about. */
  const leaveOpen = (path: Path) => {
    // Where no more mistakes are shown, none need be withheld.
    if (problems.full) return;
    for (const word of wordsAt(source, path))
      for (const node of nodeSet.mayMean(word)) unclear.add(nodeSet.name(node));
  };
  for (const [i, { a = '', b = '' } = {}] of links.entries()) {
    const path = [...base, i];
    if (links[i] === undefined) {
      leaveOpen(path);
      continue;
    }
    for (const [end, name] of [a, b].entries()) {
      if (numbers.has(name)) continue;
      const fix = problems.full ? '' : didYouMean(name, numbers.keys()) + nodesInWords(nodes);
      problems.at(source, [...path, end], `a link to \`${name}\`, which is no node`, fix);
    }
    const x = numbers.get(a);
    const y = numbers.get(b);
    if (x === undefined || y === undefined || x === y) leaveOpen(path);
    if (x === undefined || y === undefined) continue;
    if (x === y) {
      problems.at(source, path, `a link from \`${a}\` to itself`, 'Link two different nodes.');
      continue;
    }
    const key = pairKey(nodes.length, x, y);
    const before = first.get(key);
    if (before !== undefined) {
      const text = `\`${a}\` and \`${b}\` are linked already, by ${source.refer([...base, before])}`;
      problems.at(source, path, text, 'Remove one of them: a link goes both ways.');
      continue;
    }
    first.set(key, i);
    if (!segments.share(a, b)) problems.at(source, path, apart(segments, a, b), BRIDGE);
    const { layers, conditions } = conditionsFor(x, y);
    const ways = ownConditions(context, path, { a, b }, layers) ?? { ab: conditions, ba: conditions };
    expanded.push(x < y ? linkOf(nodes, x, y, ways) : linkOf(nodes, y, x, { ab: ways.ba, ba: ways.ab }));
  }
  return expanded;
}

const BRIDGE = 'Put a node on both networks, which makes it a bridge, or leave the link out.';

function apart(segments: Segments, a: string, b: string): string {
  return `\`${a}\` and \`${b}\` share no network: ${where(segments, a, b)}`;
}

function where(segments: Segments, a: string, b: string): string {
  return `${a} is on ${segments.text(a)}, ${b} on ${segments.text(b)}`;
}

function checkSegments(
  { source, problems }: Validation,
  pairs: readonly NodePair[],
  nodes: TopologyNode[],
  segments: Segments,
  by: 'shape' | 'file',
): void {
  const name = (node: number) => (nodes[node] as TopologyNode).name;
  const across = pairs.filter(([x, y]) => !segments.share(name(x), name(y)));
  const [first] = across;
  if (first === undefined) return;
  const more = across.length === 1 ? '' : ` (and ${across.length - 1} more such links)`;
  const [a, b] = [name(first[0]), name(first[1])];
  const text = `the ${by} links \`${a}\` and \`${b}\`, which share no network: ${where(segments, a, b)}${more}`;
  problems.at(source, ['links', by], text, 'Put nodes on both networks, or name the links in a list.');
}
