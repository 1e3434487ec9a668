/**
 * Writes what is generated from zod schemas: `schema/topology.json`, `schema/result.json`, the tables in
 * `docs/topology-format.md`, and the table of error codes in `docs/library.md`. With `--check` it writes nothing and ends with 1 where something is stale.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { ERROR_CODES } from '../harness/common/error-codes.ts';
import { resultJsonSchema } from '../harness/report/schema.ts';
import { topologyJsonSchema } from '../harness/topology/json-schema.ts';
import { fillTables } from './topology-tables.ts';

const check = process.argv.includes('--check');

await keep('schema/topology.json', `${JSON.stringify(topologyJsonSchema(), null, 2)}\n`);
await keep('schema/result.json', `${JSON.stringify(resultJsonSchema(), null, 2)}\n`);
const reference = 'docs/topology-format.md';
await keep(reference, fillTables(await readFile(reference, 'utf8')));
const library = 'docs/library.md';
await keep(library, fillErrorCodes(await readFile(library, 'utf8')));

function fillErrorCodes(page: string): string {
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const table = ['| code | meaning |', '|---|---|', ...rows].join('\n');
  return page.replace(
    /(<!-- error codes -->\n)[\s\S]*?(\n<!-- end -->)/,
    (_, head, tail) => head + table + tail,
  );
}

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
