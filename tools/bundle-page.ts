/**
 * Makes a page's template: `node tools/bundle-page.ts report FILE`. The page's code and style go into its HTML; the data
 * are filled in for each run. The policy lets no other script run than this one, by its hash.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../harness/common/package-root.ts';
import { fillPageTemplate } from '../harness/report/page.ts';

const [name = 'report', target = join('dist', 'page', `${name}.html`)] = process.argv.slice(2);
const folder = join(packageRoot(), 'page');

const script = await bundled(`${name}.ts`);
const style = await bundled('style.css');
const hash = createHash('sha256').update(script).digest('base64');
// A report asks nobody for anything; a live page only the server that it came from.
const connect = name === 'live' ? "; connect-src 'self'" : '';
// The graph and Plot bring style elements of their own.
const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'${connect}`;
const template = fillPageTemplate(await readFile(join(folder, 'template.html'), 'utf8'), {
  policy,
  style,
  script,
});

await mkdir(dirname(target), { recursive: true });
// Whole or not at all: several runs may want it at once.
const made = `${target}.${process.pid}`;
await writeFile(made, template);
await rename(made, target);

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    write: false,
    logLevel: 'error',
  });
  // What would end the element that it stands in; in code and in style it can only be part of a text.
  return (outputFiles[0]?.text ?? '')
    .trim()
    .replace(/<\/(script|style)/gi, '<\\/$1')
    .replaceAll('<!--', '<\\!--');
}
