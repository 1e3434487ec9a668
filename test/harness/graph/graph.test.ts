import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../harness/common/errors.ts';
import { dot } from '../../../harness/graph/dot.ts';
import { graphml } from '../../../harness/graph/graphml.ts';
import { GRAPH_FORMATS } from '../../../harness/graph/index.ts';
import { mermaid } from '../../../harness/graph/mermaid.ts';
import { svg } from '../../../harness/graph/svg.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { meshbed } from '../cli/command-line.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

const mesh = topologyFromObject({
  name: 'a "mesh" <of> three & more',
  seed: 1,
  nodes: { end: {}, 'b.c': {}, d: {} },
  links: {
    list: [
      ['end', 'b.c', { loss: '5%' }],
      ['b.c', 'd', { d: { latency: '9ms' } }],
    ],
  },
  networks: { left: ['end', 'b.c'], right: ['b.c', 'd'] },
});
const ring = topologyFromObject({
  name: 'ring',
  seed: 1,
  nodes: { count: 60 },
  links: { shape: 'ring', latency: '3ms' },
});

/** Throws where it is no XML; the names of its elements otherwise. */
function elementsOf(text: string): string[] {
  const parser = new SaxesParser();
  const names: string[] = [];
  parser.on('opentag', ({ name }) => names.push(name));
  parser.write(text).close();
  return names;
}

const times = (names: string[], name: string) => names.filter((each) => each === name).length;

describe('Mermaid', () => {
  it('has a node and a link for each, with what links do where they differ', () => {
    expect(mermaid.write(mesh)).toBe(`graph LR
  %% a "mesh" <of> three & more: 3 nodes, 2 links
  v0["end"]
  v1["b.c"]
  v2["d"]
  v0 ---|"loss 5%"| v1
  v1 ---|"b.c→d: no conditions; d→b.c: latency 9ms"| v2
`);
  });

  it('says once what all links do', () => {
    expect(mermaid.write(ring)).toContain('%% ring: 60 nodes, 60 links; on each: latency 3ms\n');
    expect(mermaid.write(ring)).toContain('v0 --- v1\n');
  });
});

describe('DOT', () => {
  it('quotes whatever there is', () => {
    expect(dot.write(mesh)).toBe(`graph "a \\"mesh\\" <of> three & more" {
  label="a \\"mesh\\" <of> three & more: 3 nodes, 2 links";
  "end";
  "b.c";
  "d";
  "end" -- "b.c" [label="loss 5%"];
  "b.c" -- "d" [label="b.c→d: no conditions; d→b.c: latency 9ms"];
}
`);
  });
});

describe('GraphML', () => {
  it('is XML with the networks and the conditions', () => {
    const text = graphml.write(mesh);
    expect(times(elementsOf(text), 'node')).toBe(3);
    expect(text).toContain('<data key="networks">left right</data>');
    expect(text).toContain('<edge source="b.c" target="d"><data key="back">latency 9ms</data></edge>');
  });

  it('is read back by `links.file` as the same nodes and links', () => {
    for (const [i, topology] of [mesh, ring].entries()) {
      writeFileSync(join(home, `${i}.graphml`), graphml.write(topology));
      const again = parseTopology(`links: { file: ${i}.graphml }\n`, join(home, 'mesh.yaml'), { seed: 1 });
      expect(again.nodes.map(({ name }) => name)).toEqual(topology.nodes.map(({ name }) => name));
      expect(again.links.map(({ a, b }) => [a, b])).toEqual(topology.links.map(({ a, b }) => [a, b]));
      expect(again.notes).toHaveLength(1);
    }
  });
});

describe('SVG', () => {
  it('is XML with a circle and a name for each node, and a line for each link', () => {
    const names = elementsOf(svg.write(ring));
    expect([times(names, 'circle'), times(names, 'text'), times(names, 'line')]).toEqual([60, 60, 60]);
    expect(() => elementsOf(svg.write(mesh))).not.toThrow();
  });

  it('puts no two nodes on one place, and parts of a mesh near each other', () => {
    const parts = topologyFromObject({
      nodes: { count: 12 },
      links: [
        ['n1', 'n2'],
        ['n3', 'n4'],
      ],
      seed: 1,
    });
    const places = [...svg.write(parts).matchAll(/cx="(-?[\d.]+)" cy="(-?[\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(new Set(places.map(String)).size).toBe(12);
    expect(Math.max(...places.flat().map(Math.abs))).toBeLessThan(1_000);
  });

  it('shows no names where they would cover one another, and no ball of wool at all', () => {
    const many = (count: number) =>
      topologyFromObject({ nodes: { count }, links: { shape: 'line' }, seed: 1 });
    expect(times(elementsOf(svg.write(many(301))), 'text')).toBe(0);
    expect(() => svg.write(many(5_001))).toThrow(MeshbedError);
  });
});

it.each(GRAPH_FORMATS)('$name is the same text each time', (format) => {
  expect(format.write(ring)).toBe(format.write(structuredClone(ring)));
});

describe('meshbed graph', () => {
  const load = { load: async () => ring };

  it('writes Mermaid to stdout, and another format by its name', async () => {
    expect((await meshbed('graph ring.yaml', load)).out).toBe(mermaid.write(ring));
    expect((await meshbed('graph ring.yaml --format dot', load)).out).toBe(dot.write(ring));
  });

  it('goes by the ending of the file, unless it is given', async () => {
    const path = join(home, 'ring.gv');
    expect(await meshbed(`graph ring.yaml --out ${path}`, load)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(path, 'utf8')).toBe(dot.write(ring));
    await meshbed(`graph ring.yaml --format graphml --out ${path}`, load);
    expect(readFileSync(path, 'utf8')).toBe(graphml.write(ring));
  });

  it.each([
    ['graph ring.yaml --format png', 'Allowed choices are mermaid, dot, graphml, svg.'],
    ['graph', "missing required argument 'file'"],
    ['graph ring.yaml --out /dev/null/x', '--out /dev/null/x cannot be written'],
  ])('%j exits 2 and says what is right', async (args, said) => {
    const { code, err } = await meshbed(args, load);
    expect({ code, said: err.includes(said) }, err).toEqual({ code: 2, said: true });
  });

  it('makes DOT that Graphviz reads, where it is installed', () => {
    const { status, error, stderr } = spawnSync('dot', ['-Tplain'], {
      input: dot.write(mesh),
      encoding: 'utf8',
    });
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
