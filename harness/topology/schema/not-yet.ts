/**
 * What the format will hold and this version does not: said as such, since "unknown key" would send people looking
 * for a spelling. A key moves from here to the schema with the work that brings it.
 */

import type { Path } from '../text/source.ts';

export function notYet(path: Path): { text: string; fix: string } | null {
  const key = String(path.at(-1));
  const section = path[0];
  if (section === 'nodes' && key === 'networks') {
    return later('`networks` on nodes', 'Name the nodes under `networks`, beside `nodes`.');
  }
  return null;
}

function later(what: string, fix: string): { text: string; fix: string } {
  return { text: `${what} is not supported by this version of meshbed yet`, fix };
}
