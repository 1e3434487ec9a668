/**
 * Writes what is generated from zod schemas: `schema/topology.json`, `schema/result.json`, the tables in
 * `docs/topology-format.md`, and the table of error codes in `docs/library.md`. With `--check` it writes nothing and ends with 1 where something is stale.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { resultJsonSchema } from '../harness/report/schema.ts';
import { topologyJsonSchema } from '../harness/topology/json-schema.ts';
import { fillTables } from './tables.ts';

const check = process.argv.includes('--check');

await keep('schema/topology.json', `${JSON.stringify(topologyJsonSchema(), null, 2)}\n`);
await keep('schema/result.json', `${JSON.stringify(resultJsonSchema(), null, 2)}\n`);
for (const page of ['docs/topology-format.md', 'docs/library.md'])
  await keep(page, fillTables(await readFile(page, 'utf8')));

async function keep(file: string, content: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === content) return;
  if (check) {
    console.error(`${file} is stale: run node tools/generate-schema.ts`);
    process.exitCode = 1;
    return;
  }
  await writeFile(file, content);
  console.log(`wrote ${file}`);
}
