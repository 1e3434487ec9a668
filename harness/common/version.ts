import { createRequire } from 'node:module';

/** The version of meshbed, from its package.json: beside the sources, or one above what `tsc` emits. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ['../../package.json', '../../package.json']) {
    try {
      const manifest = require(path) as { name?: string; version?: string };
      if (manifest.name === 'meshbed' && manifest.version) return manifest.version;
    } catch {
      // Not there: the next place.
    }
  }
  return '0.0.0';
}
