/**
 * Where this package is and what it calls itself. The same modules run from source in a clone and as emitted
 * JavaScript under `dist/` in an installed package, so the root is looked for, not counted in `..`.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory that holds package.json, schema/, examples/ and node/. */
export const packageRoot = findRoot(import.meta.dirname);

/** True when the modules run as emitted JavaScript. Node strips no types under node_modules. */
export const isBuilt = import.meta.filename.endsWith('.js');

export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version;

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('meshbed: no package.json above its own modules');
  return findRoot(parent);
}
