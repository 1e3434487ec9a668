/**
 * Every TypeScript block of the documents compiles and runs, as a user would have it: in a project of its own that
 * imports `meshbed`. Those of docs/testcontainers.md are the files of `examples/tests/`, which test/docker runs.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../harness/package-root.ts';
import { ON_PROCESSES, OwnSuite, type TestOutcome } from './own-suite.ts';

const packageRoot = rootOf();
const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
const pages = ['README.md', ...readdirSync(join(packageRoot, 'docs')).map((name) => `docs/${name}`)];

interface Block {
  place: string;
  name: string;
  text: string;
}

const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match): Block => {
    const line = read(page).slice(0, match.index).split('\n').length;
    const name = `${page.replace(/\W+/g, '-')}-${line}`;
    return { place: `${page}:${line}`, name, text: match[1] ?? '' };
  }),
);
const besideTestcontainers = blocks.filter(({ place }) => place.startsWith('docs/testcontainers.md'));
const others = blocks.filter((block) => !besideTestcontainers.includes(block));

const TOPOLOGY = `nodes: { count: 3 }
links: { shape: line }
steps:
  - { at: 100ms, inject: hello, from: n1 }
expect: { settle: 100ms }
`;

const isTest = ({ text }: Block) => /from '(vitest|meshbed\/vitest)'/.test(text);

/** A program is a test that it runs to its end. */
const asTest = ({ name }: Block) =>
  `import { test } from 'vitest';\ntest('${name}', async () => void (await import('./${name}.ts')));\n`;

function filesOf(block: Block): [string, string][] {
  if (isTest(block)) return [[`${block.name}.test.ts`, block.text]];
  return [
    [`${block.name}.ts`, block.text],
    [`${block.name}.test.ts`, asTest(block)],
  ];
}

describe('TypeScript of the documents', () => {
  let own: OwnSuite;
  let outcomes: TestOutcome[] = [];
  let complaints = '';

  beforeAll(async () => {
    own = await OwnSuite.make({
      'topologies/ring.yaml': TOPOLOGY,
      ...Object.fromEntries(others.flatMap(filesOf)),
    });
    outcomes = await own.run(ON_PROCESSES);
    for (const { name, text } of besideTestcontainers) await own.write(`${name}.ts`, text);
    complaints = await own.compile();
  }, 300_000);
  afterAll(() => own?.remove());

  it('compiles', () => {
    expect(complaints).toBe('');
  });

  it.each(others)('of $place runs', ({ name }) => {
    const mine = outcomes.filter(({ file }) => file.endsWith(`${name}.test.ts`));
    expect(mine).not.toEqual([]);
    expect(mine.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it.each(besideTestcontainers)('of $place is a file of examples/tests', ({ text }) => {
    const files = readdirSync(join(packageRoot, 'examples/tests')).map((name) =>
      read(`examples/tests/${name}`),
    );
    expect(files).toContain(text);
  });
});
