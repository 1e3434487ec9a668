/**
 * The page's template: HTML with the page's code and style in it, and marks where the data go.
 *
 * The published package brings it built. A clone has none: it is built when it is first needed, in half a second, and kept
 * under `node_modules/.cache` by a hash of what it is made from. So there is no build step, nothing generated to review,
 * and nothing that could be stale.
 */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { packageRoot } from '../common/package-root.ts';

const exec = promisify(execFile);

/** The page whose entry is `page/<name>.ts`. */
export type PageName = 'report' | 'live';

const built = new Map<PageName, Promise<string>>();

/** @throws MeshbedError in a clone whose development dependencies are not installed. */
export function pageTemplate(name: PageName = 'report'): Promise<string> {
  const template = built.get(name) ?? find(name);
  built.set(name, template);
  return template;
}

async function find(name: PageName): Promise<string> {
  const root = packageRoot();
  const isSource = import.meta.filename.endsWith('.ts');
  if (!isSource) return readFile(join(root, 'dist', 'page', `${name}.html`), 'utf8');
  const cached = join(root, 'node_modules', '.cache', 'meshbed', `${name}-${await hashOfSources(root)}.html`);
  if (!existsSync(cached)) await build(root, name, cached);
  return readFile(cached, 'utf8');
}

async function build(root: string, name: PageName, target: string): Promise<void> {
  try {
    await exec(process.execPath, [join(root, 'tools', 'bundle-page.ts'), name, target]);
  } catch (error) {
    const why = (error as { stderr?: string }).stderr ?? String(error);
    const fix = 'Run npm ci, with development dependencies.';
    throw new MeshbedError(
      'PAGE_NOT_BUILT',
      `the report page cannot be built: ${why}`,
      fix,
      EXIT.badInput,
      error,
    );
  }
}

/** Of everything that goes into the page: its own code, what it shares with the harness, and the lock of its packages. */
async function hashOfSources(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const place of ['page', 'harness', 'node/contract', 'node/link']) {
    const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(file.slice(root.length)).update(await readFile(file));
  }
  for (const file of ['package-lock.json', 'tools/bundle-page.ts'])
    hash.update(await readFile(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
