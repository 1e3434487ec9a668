import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { topologyJsonSchema } from '../../../harness/topology/json-schema.ts';
import { loadTopology, parseTopology } from '../../../harness/topology/load.ts';
import { SHAPES } from '../../../harness/topology/shapes/index.ts';
import { fillTables } from '../../../tools/tables.ts';
import { firstCell } from '../../documents.ts';
import { misfits } from './json-schema.ts';

const schema = topologyJsonSchema();
const reference = readFileSync('docs/topology-format.md', 'utf8');
const examples = readdirSync('examples').filter((file) => file.endsWith('.yaml'));

const blocks = [...reference.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => ({
  line: reference.slice(0, match.index).split('\n').length + 1,
  yaml: match[1] as string,
}));

const STALE = 'stale: run node tools/generate-schema.ts';

describe('what is generated', () => {
  it('is the JSON Schema of the schema', () => {
    expect(readFileSync('schema/topology.json', 'utf8'), STALE).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('are the tables of the reference', () => {
    expect(reference, STALE).toBe(fillTables(reference));
  });
});

describe('the JSON Schema', () => {
  it('is of draft 7', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('describes every property, and every form of it', () => {
    const bare: string[] = [];
    const visit = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      for (const [key, value] of Object.entries(part)) {
        if (key === 'examples' || key === 'allOf') continue;
        const holdsSchemas = key === 'properties' || key === 'patternProperties';
        if (holdsSchemas) {
          for (const [name, property] of Object.entries(value as object)) {
            if (typeof property.description !== 'string') bare.push(`${path}.${name}`);
            visit(property, `${path}.${name}`);
          }
        } else visit(value, `${path}/${key}`);
      }
    };
    visit(schema, '$');
    expect(bare).toEqual([]);
  });

  it('gives examples and defaults that it allows itself', () => {
    const wrong: string[] = [];
    const visit = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { examples, default: byDefault } = part as { examples?: unknown[]; default?: unknown };
      const samples = [
        ...(Array.isArray(examples) ? examples : []),
        ...(byDefault === undefined ? [] : [byDefault]),
      ];
      for (const sample of samples) wrong.push(...misfits(part as Record<string, unknown>, sample, path));
      for (const [key, value] of Object.entries(part)) if (key !== 'examples') visit(value, `${path}/${key}`);
    };
    visit(schema, '$');
    expect(wrong).toEqual([]);
  });

  it.each([
    ['nodes: { count: 5 }\nlinks: { shape: rign }\n', '$.links'],
    ['nodes: { count: 5 }\nlinks: { shape: ring, dgree: 4 }\n', '$.links'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5, kill: n1 }]\n', '$.steps[0].at'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s }]\n', '$.steps[0]'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s, kill: n1, stop: n1 }]\n', '$.steps[0]'],
    ['nodes: { count: 5 }\nlinks: []\nexpect: { delivery: { to: all } }\n', '$.expect.delivery'],
    ['nodes: { count: 5 }\nlinks: { loss: 5% }\n', '$.links'],
    ['nodes: { count: 5 }\nlinks: { shape: ring, loss: 5 }\n', '$.links'],
    ['nodes: { count: 5 }\nlinks: [[n1, n2, { los: 5% }]]\n', '$.links'],
    ['nodes: { count: 5 }\nlinks: [[n1, n2, { n1: { los: 5% } }]]\n', '$.links'],
    ['nodes: { count: 5, nat: {} }\nlinks: []\n', '$.nodes'],
    ['nodes: { count: 5 }\nlinks: []\nnetworks: { "a b": all }\n', '$.networks'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s, heal: n1 }]\n', '$.steps[0].heal'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s, cut: n1 }]\n', '$.steps[0].cut'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s, cut: [n1, n2, n3] }]\n', '$.steps[0].cut'],
    ['nodes: { count: 5 }\nlinks: []\nsteps: [{ at: 5s, churn: { share: 20% } }]\n', '$.steps[0].churn'],
    ['nodes: { "a b": }\nlinks: []\n', '$.nodes'],
    ['links: []\n', '$.nodes'],
  ])('refuses %j, as loading does', (yaml, path) => {
    expect(misfits(schema, parse(yaml)).join()).toContain(path);
    expect(() => parseTopology(yaml, 'bad.yaml')).toThrow();
  });
});

describe.each(examples)('examples/%s', (file) => {
  const text = readFileSync(`examples/${file}`, 'utf8');

  it('loads, under its own name', async () => {
    const topology = await loadTopology(`examples/${file}`);
    expect(topology.name).toBe(file.replace('.yaml', ''));
  });

  it('fits the JSON Schema, and names it for editors', () => {
    expect(misfits(schema, parse(text))).toEqual([]);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/topology.json');
  });

  it('opens with comments that say what it shows', () => {
    expect(
      text
        .split('\n')
        .slice(1, 4)
        .every((line) => line.startsWith('#')),
    ).toBe(true);
  });
});

describe('the reference', () => {
  it.each(blocks)('loads as written on line $line', ({ yaml }) => {
    parseTopology(yaml, 'docs/topology-format.md', { set: firstCell(yaml) });
    expect(misfits(schema, parse(yaml, { merge: true }))).toEqual([]);
  });

  it('names every shape and every property', () => {
    for (const shape of SHAPES) expect(reference).toContain(`| \`${shape.name}\``);
  });
});
