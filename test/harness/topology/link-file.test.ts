/**
 * Links from files that other programs have written: what becomes of them, what is said of it, and what is refused.
 */

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import { describePlan } from '../../../harness/plan/describe.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { delayInFibreMs, greatCircleKm } from '../../../harness/topology/import/geo.ts';
import { nameNodes } from '../../../harness/topology/import/names.ts';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { nameProblem } from '../../../harness/topology/schema/name-rules.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { problemsOf } from './problems.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

const GRAPHML = (graph: string, keys = '') =>
  `<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys}${graph}\n</graphml>\n`;
const KEYS =
  '<key attr.name="label" for="node" id="l"/><key attr.name="Latitude" for="node" id="y"/><key attr.name="Longitude" for="node" id="x"/>\n';
const graph = (inside: string, more = 'edgedefault="undirected"') => `<graph ${more}>\n${inside}\n</graph>`;
const node = (id: string, label?: string, place?: [number, number]) => {
  const data = label === undefined ? '' : `<data key="l">${label}</data>`;
  const at = place === undefined ? '' : `<data key="y">${place[0]}</data><data key="x">${place[1]}</data>`;
  return `<node id="${id}">${data}${at}</node>`;
};
const edge = (source: string, target: string, more = '') =>
  `<edge source="${source}" target="${target}"${more}/>`;

/** A topology beside a file of links with this in it. */
function load(content: string | Uint8Array, yaml = 'links: { file: mesh.file }\n'): Topology {
  writeFileSync(join(home, 'mesh.file'), content);
  return parseTopology(yaml, join(home, 'mesh.yaml'), { seed: 1 });
}

const namesOf = ({ nodes }: Topology) => nodes.map(({ name }) => name);
const linksOf = ({ links }: Topology) => links.map(({ a, b }) => `${a}-${b}`);

describe('GraphML', () => {
  it('gives its nodes by their labels, and a link for each edge', () => {
    const text = GRAPHML(
      graph(node('0', 'Sydney') + node('1', 'Perth') + node('2', 'Darwin') + edge('1', '0')),
      KEYS,
    );
    const topology = load(text);
    expect(namesOf(topology)).toEqual(['Sydney', 'Perth', 'Darwin']);
    expect(linksOf(topology)).toEqual(['Sydney-Perth']);
    expect(topology.notes).toEqual([
      'mesh.file is GraphML: 3 nodes, 1 edge, 1 link',
      '1 node without any link',
    ]);
  });

  it('with edges that stand there twice, loops and directions says what it did with them', () => {
    const edges = edge('0', '1') + edge('1', '0') + edge('0', '1') + edge('2', '2') + edge('1', '2');
    const topology = load(
      GRAPHML(graph(node('0') + node('1') + node('2') + edges, 'edgedefault="directed"')),
    );
    expect(linksOf(topology)).toEqual(['n0-n1', 'n1-n2']);
    expect(topology.notes).toEqual([
      'mesh.file is GraphML: 3 nodes, 5 edges, 2 links',
      'its edges are directed, and links go both ways: directions are not kept',
      '2 edges between nodes that have one already: two nodes have one link',
      '1 edge from a node to itself: left out',
      'nodes have no labels: they are called by their ids',
    ]);
  });

  it('in two pieces is said to be', () => {
    const text = GRAPHML(
      graph(['a', 'b', 'c', 'd'].map((id) => node(id)).join('') + edge('a', 'b') + edge('c', 'd')),
    );
    const plan = describePlan(makePlan(load(text), 'check'));
    expect(plan).toContain('in 2 pieces: nothing gets from one to another');
  });

  it('may have edges before nodes, prefixes, a DOCTYPE without a grammar, and data that mean nothing to us', () => {
    const topology = load(
      '<!DOCTYPE graphml SYSTEM "http://graphml.graphdrawing.org/dtds/1.0rc/graphml.dtd">\n<g:graphml xmlns:g="http://graphml.graphdrawing.org/xmlns" xmlns:y="urn:y"><g:graph edgedefault="undirected"><g:edge source="a" target="b"><g:data key="z"><y:line/>x</g:data></g:edge><g:node id="a"/><g:node id="b"/></g:graph></g:graphml>',
    );
    expect(linksOf(topology)).toEqual(['a-b']);
  });

  it('has conditions beside it that hold for every link, and links of a list that win', () => {
    const text = GRAPHML(graph(node('a') + node('b') + node('c') + edge('a', 'b') + edge('b', 'c')));
    const { links } = load(
      text,
      'links: { file: mesh.file, loss: 1%, list: [[a, b, { loss: 5% }], [a, c]] }\n',
    );
    expect(links.map(({ a, b, ab }) => `${a}-${b} ${ab?.loss}`)).toEqual([
      'a-b 0.05',
      'b-c 0.01',
      'a-c 0.01',
    ]);
  });
});

describe('nodes beside a file', () => {
  const text = GRAPHML(
    graph(['a', 'b', 'c', 'd'].map((id) => node(id)).join('') + edge('a', 'b') + edge('b', 'd')),
  );

  it('with a count are the first so many', () => {
    const topology = load(text, 'nodes: { count: 3, start: 1s }\nlinks: { file: mesh.file }\n');
    expect(topology.nodes.map(({ name, startMs }) => `${name} ${startMs}`)).toEqual([
      'a 1000',
      'b 1000',
      'c 1000',
    ]);
    expect(linksOf(topology)).toEqual(['a-b']);
    expect(topology.notes).toContain('of it here: 3 nodes, and 1 link of 2');
  });

  it('by name are a part of it, in the order of the topology', () => {
    const topology = load(text, 'nodes: { d: , b: { start: never } }\nlinks: { file: mesh.file }\n');
    expect(namesOf(topology)).toEqual(['d', 'b']);
    expect(linksOf(topology)).toEqual(['d-b']);
  });

  it('can be meant by steps, and be on networks', () => {
    const topology = load(
      text,
      'links: { file: mesh.file }\nnetworks: { one: all }\nsteps: [{ at: 1s, kill: a }, { at: 2s, cut: [[b, d]] }]\n',
    );
    expect(topology.steps).toHaveLength(2);
  });
});

describe('latency: geo', () => {
  const places = node('a', 'A', [-33.8688, 151.2093]) + node('b', 'B', [-37.8136, 144.9631]) + node('c', 'C');

  it('is the time that light takes in a fibre along the great circle', () => {
    const { links, notes } = load(
      GRAPHML(graph(places + edge('a', 'b') + edge('b', 'c')), KEYS),
      'links: { file: mesh.file, latency: geo, loss: 1% }\n',
    );
    expect(links.map(({ ab }) => ab)).toEqual([{ latencyMs: 3.57, loss: 0.01 }, { loss: 0.01 }]);
    expect(notes).toContain('1 link of nodes without coordinates: no latency there');
  });

  it('of a link written by hand is that of its ends, unless it has one of its own', () => {
    const { links } = load(
      GRAPHML(graph(places), KEYS),
      'links: { file: mesh.file, latency: geo, list: [[A, B], [B, C, { latency: 9ms }]] }\n'.replace(
        'geo',
        '1ms',
      ),
    );
    expect(links.map(({ ab }) => ab?.latencyMs)).toEqual([1, 9]);
  });

  it('knows distances that others have measured', () => {
    const [sydney, london, northPole] = [
      { latitude: -33.8688, longitude: 151.2093 },
      { latitude: 51.5074, longitude: -0.1278 },
      { latitude: 90, longitude: 0 },
    ];
    expect(greatCircleKm(sydney!, london!)).toBeCloseTo(16_994, -1);
    expect(greatCircleKm(northPole!, { latitude: -90, longitude: 77 })).toBeCloseTo(Math.PI * 6371.0088, 3);
    expect(delayInFibreMs(sydney!, sydney!)).toBe(0);
  });

  it('is the same both ways, and never more than half way round', () => {
    const place = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (here, there) => {
        expect(delayInFibreMs(here, there)).toBe(delayInFibreMs(there, here));
        expect(delayInFibreMs(here, there)).toBeLessThanOrEqual(100.15);
      }),
    );
  });
});

describe('names', () => {
  const nameAll = (...labels: string[]) => nameNodes(labels.map((label, i) => ({ id: `${i}`, label }))).names;

  it('lose what names cannot have', () => {
    expect(nameAll('Alice Springs', 'Zürich', 'São Paulo', 'Tromsø (NO)', '  x  ', 'a..b', 'Ł-1')).toEqual([
      'Alice-Springs',
      'Zurich',
      'Sao-Paulo',
      'Tromso-NO',
      'x',
      'a.b',
      'L-1',
    ]);
  });

  it('that come out alike, also but for capitals, and reserved words get a number', () => {
    expect(nameAll('None', 'none', 'NONE', 'all', 'None-2', 'latency')).toEqual([
      'None',
      'none-2',
      'NONE-3',
      'all-2',
      'None-2-2',
      'latency-2',
    ]);
  });

  it('that nothing is left of are made of the id', () => {
    expect(nameAll('', '???', '東京')).toEqual(['n0', 'n1', 'n2']);
  });

  it('are names, and each node has its own, whatever the labels', () => {
    const label = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a', 'A', 'all', 'x'.repeat(40)),
    );
    fc.assert(
      fc.property(fc.array(label, { maxLength: 60 }), (labels) => {
        const names = nameAll(...labels);
        expect(names.filter((name) => nameProblem(name) !== null)).toEqual([]);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(labels.length);
      }),
    );
  });

  it('of very many that are called alike are found at once', () => {
    const names = nameNodes(Array.from({ length: 100_000 }, (_, i) => ({ id: `${i}`, label: 'None' }))).names;
    expect(names.at(-1)).toBe('None-100000');
  });

  it('that were changed are reported, a few of them', () => {
    const text = GRAPHML(
      graph(['a b', 'c d', 'e f', 'g h', 'i j', 'k l', 'm'].map((label, i) => node(`${i}`, label)).join('')),
      KEYS,
    );
    expect(load(text).notes).toContain(
      'labels that cannot be names, or not twice: "a b" is a-b, "c d" is c-d, "e f" is e-f, "g h" is g-h, "i j" is i-j and 1 other',
    );
  });
});

describe('an edge list', () => {
  it('as SNAP writes it: comments, tabs, both directions, nodes in the order of their ids', () => {
    const topology = load(
      '# Undirected graph: ca-GrQc.txt\r\n# FromNodeId\tToNodeId\r\n3466\t937\r\n937\t3466\r\n\r\n937 12\n  12   12\n#end',
    );
    expect(namesOf(topology)).toEqual(['n12', 'n937', 'n3466']);
    expect(linksOf(topology)).toEqual(['n12-n937', 'n937-n3466']);
    expect(topology.notes).toEqual([
      'mesh.file is an edge list: 3 nodes, 4 edges, 2 links',
      '1 edge between nodes that have one already: two nodes have one link',
      '1 edge from a node to itself: left out',
      'nodes have no labels: they are called by their ids',
    ]);
  });

  it('with more columns is read by its first two, and that is said', () => {
    expect(load('1 2 0.5 7\n2 3\n').notes).toContain(
      '1 line with more than two columns: the rest is passed over',
    );
  });

  it('of 60,000 nodes is loaded, planned and described', () => {
    const size = 60_000;
    const lines = ['# a heavy tail: the chance of a node is that of its links'];
    const ends = [0, 1];
    let state = 1;
    const draw = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * below);
    };
    for (let x = 2; x < size; x++) {
      for (let i = 0; i < 3 + (x % 2); i++) {
        const y = ends[draw(ends.length)] as number;
        if (y === x) continue;
        lines.push(`${x}\t${y}`, `${y}\t${x}`);
        ends.push(x, y);
      }
    }
    const topology = load(lines.join('\n'), 'links: { file: mesh.file, latency: 10ms }\n');
    const plan = makePlan(topology, 'check');
    expect(topology.nodes).toHaveLength(size);
    expect(topology.links.length).toBeGreaterThan(190_000);
    expect(describePlan(plan)).toMatch(/nodes {4}60,000: n0 … n59999\n/);
  });

  it('in very many pieces is described too', () => {
    const pairs = Array.from({ length: 60_000 }, (_, i) => `${2 * i} ${2 * i + 1}`).join('\n');
    expect(describePlan(makePlan(load(pairs), 'check'))).toContain('in 60,000 pieces');
  });
});

/** What is in the file, and where it is wrong, and how. */
const BAD_FILES: [what: string, content: string | Uint8Array, problem: string, fix?: RegExp][] = [
  ['a word', '1 2\n3 bob\n', '2:3 found `bob`, expected the id of a node', /whole numbers/],
  ['a negative id', '-1 2\n', '1:1 found `-1`, expected the id of a node'],
  ['commas', '1,2\n', '1:1 found `1,2`, expected the id of a node', /separated by a space or a tab/],
  ['a huge id', '1 99999999999999999999\n', '1:3 `99999999999999999999` is too large for the id of a node'],
  ['one column', '# x\n1 2\n3\n', '3:2 one column, expected two nodes'],
  ['nothing but comments', '# x\n', '1:1 there is no edge in this file'],
  ['nothing', '', '1:1 there is no edge in this file'],
  [
    'binary nonsense',
    Uint8Array.of(0, 255, 1, 10, 3),
    '1:1 found `\u0000\ufffd\u0001`, expected the id of a node',
  ],
  ['something compressed', Uint8Array.of(0x1f, 0x8b, 8, 0), '1:1 the file is compressed', /gunzip/],
  [
    'XML cut off',
    '<graphml>\n<graph edgedefault="undirected">\n',
    '3:1 this is not XML: unclosed tag: graph',
  ],
  ['tags that cross', '<graphml>\n  <graph></graphml>\n', '2:19 this is not XML: unexpected close tag'],
  [
    'XML that is not UTF-8',
    Buffer.from('<graphml>\xff</graphml>', 'latin1'),
    '1:1 the file is not UTF-8 text',
  ],
  ['another XML', '<?xml version="1.0"?>\n<svg/>', '2:1 found <svg>, expected <graphml>'],
  ['no node', GRAPHML(graph('')), '1:1 there is no node in this file'],
  ['a node without an id', GRAPHML(graph('  <node/>')), '4:3 a node without an id'],
  ['an id twice', GRAPHML(graph(`${node('a')}\n${node('a')}`)), '5:1 a second node with the id `a`'],
  [
    'an edge with one end',
    GRAPHML(graph(`${node('a')}\n<edge source="a"/>`)),
    '5:1 an edge without two ends',
  ],
  [
    'an edge to nowhere',
    GRAPHML(graph(`${node('a')}\n ${edge('a', 'b')}`)),
    '5:2 an edge to `b`, which is no node',
  ],
  ['a hyperedge', GRAPHML(graph('<hyperedge/>')), '4:1 an edge of any number of nodes'],
  ['a graph in a node', GRAPHML(graph('<node id="a"><graph/></node>')), '4:14 a graph inside a node'],
  ['two graphs', GRAPHML(`${graph(node('a'))}<graph/>`), '5:9 a second graph', /keep one/],
  [
    'a place that is none',
    GRAPHML(graph(node('a', 'A', [91, 0])), KEYS),
    '5:36 `91` is no latitude',
    /-90 to 90/,
  ],
  [
    'entities that expand',
    `<?xml version="1.0"?>\n<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<graphml>&b;</graphml>`,
    '2:1 the file declares entities',
    /Remove the DOCTYPE/,
  ],
  [
    'an entity that reads a file',
    '<!DOCTYPE graphml [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<graphml>&x;</graphml>',
    '1:1 the file declares entities',
  ],
  ['an entity that nobody declared', '<graphml>&lol;</graphml>', '1:14 this is not XML: undefined entity'],
  [
    'a grammar',
    '<!DOCTYPE graphml [<!ELEMENT graphml ANY>]>\n<graphml/>',
    '1:1 the file declares a grammar of its own',
  ],
];

describe('a file with', () => {
  it.each(BAD_FILES)('%s is refused, at its place', (_what, content, problem, fix = /./) => {
    const problems = problemsOf(() => load(content));
    expect(problems.map(({ line, column, text }) => `${line}:${column} ${text}`)).toEqual([problem]);
    expect(problems[0]?.file).toBe(join(home, 'mesh.file'));
    expect(problems[0]?.fix).toMatch(fix);
  });

  it('anything in it is read or refused, and nothing else', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '<graphml>',
        '</graphml>',
        '<graph edgedefault="directed">',
        '<node id="a"/>',
        '1 2\n',
        '&a;',
        '<!DOCTYPE a [',
        ']>',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const { line, column, fix } of problemsOf(() => load(pieces.join('')))) {
          expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
          expect(fix).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** What the topology says of a file that is sound, and what is wrong with that. */
const BAD_TOPOLOGIES: [what: string, yaml: string, problem: string, fix?: RegExp][] = [
  [
    'a file that is not there',
    'links: { file: mesh.fiel }\n',
    '1:16 there is no file `mesh.fiel`',
    /`mesh.file`/,
  ],
  ['a folder', 'links: { file: . }\n', '1:16 `.` is no regular file'],
  ['a list', 'links: { file: [5] }\n', '1:16 found a list, expected text'],
  ['a shape beside it', 'links: { shape: ring, file: mesh.file }\n', '1:23 `file` beside `shape`'],
  [
    'parameters of a shape',
    'links: { file: mesh.file, degree: 3 }\n',
    '1:27 `degree` says nothing about a file',
  ],
  [
    'geo without a file',
    'nodes: { count: 3 }\nlinks: { shape: ring, latency: geo }\n',
    '2:32 `geo` without a `file`',
  ],
  [
    'geo without coordinates',
    'links: { file: mesh.file, latency: geo }\n',
    '1:36 no link of the file joins nodes with coordinates',
  ],
  [
    'more nodes than it has',
    'nodes: { count: 9 }\nlinks: { file: mesh.file }\n',
    '1:17 9 nodes, and mesh.file has 3',
  ],
  [
    'a node that it has not',
    'nodes: { a: , d: }\nlinks: { file: mesh.file }\n',
    '1:15 `d` is no node of mesh.file',
    /Its nodes: a, b, c\./,
  ],
  [
    'a step for a node that it has not',
    'links: { file: mesh.file }\nsteps: [{ at: 1s, kill: d }]\n',
    '2:25 `d` is no node',
  ],
];

describe('a topology that names', () => {
  it.each(BAD_TOPOLOGIES)('%s is refused', (_what, yaml, problem, fix = /./) => {
    const text = GRAPHML(graph(node('a') + node('b') + node('c') + edge('a', 'b') + edge('b', 'c')));
    const problems = problemsOf(() => load(text, yaml));
    expect(problems.map(({ line, column, text }) => `${line}:${column} ${text}`)).toEqual([problem]);
    expect(problems[0]?.fix).toMatch(fix);
  });

  it('a bad file, and has other mistakes, reports all of them at once', () => {
    const problems = problemsOf(() =>
      load('1\n', 'links: { file: mesh.file, loss: 5 }\nexpect: { delivry: {} }\n'),
    );
    expect(problems.map(({ text }) => text)).toEqual([
      '`5` has no unit',
      'unknown key `delivry`',
      'one column, expected two nodes',
    ]);
  });

  it('a file by a path that goes from an object goes from where it is said to', () => {
    writeFileSync(join(home, 'mesh.file'), '1 2\n');
    const object = { links: { file: 'mesh.file' } };
    expect(linksOf(topologyFromObject(object, { folder: home }))).toEqual(['n1-n2']);
    expect(problemsOf(() => topologyFromObject(object))[0]?.text).toBe(
      '`links.file`: there is no file `mesh.file`',
    );
  });
});

describe('the Internet Topology Zoo', () => {
  const zoo = join(packageRoot(), '../shared/data/topology-zoo');
  const files = existsSync(zoo) ? readdirSync(zoo).filter((name) => name.endsWith('.graphml')) : [];

  it('has an example here, whose links are as long as its cables', async () => {
    const topology = await loadTopology(join(packageRoot(), 'examples/aarnet.yaml'));
    expect(topology.nodes).toHaveLength(19);
    expect(topology.links).toHaveLength(24);
    const perth = topology.links.find(({ a, b }) => a === 'Perth1' && b === 'Adelaide1');
    expect(perth?.ab?.latencyMs).toBe(10.68);
  });

  test.skipIf(files.length === 0)('has others, which load with names and distances', () => {
    for (const name of files) {
      const text = `links: { file: ${name}, latency: geo }\n`;
      const topology = parseTopology(text, join(zoo, 'mesh.yaml'), { seed: 1 });
      expect(topology.nodes.length, name).toBeGreaterThan(10);
      expect(topology.links.some(({ ab }) => (ab?.latencyMs ?? 0) > 0)).toBe(true);
    }
  });
});
