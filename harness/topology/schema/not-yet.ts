/**
 * Keys that are not unknown: what the format will hold and this version does not, and what belongs elsewhere. Said as such,
 * since "unknown key" would send people looking for a spelling.
 */

import type { Path } from '../text/source.ts';
import { CONTAINER_KEYS } from './container.ts';

export function whyNotSupportedYet(path: Path): { text: string; fix: string } | null {
  const key = String(path.at(-1));
  const section = path[0];
  if (section === 'nodes' && key === 'networks') {
    return later('`networks` on nodes', 'Name the nodes under `networks`, beside `nodes`.');
  }
  if (
    (section === 'nodes' || (section === 'programs' && path.length === 3)) &&
    CONTAINER_KEYS.includes(key)
  ) {
    return { text: `\`${key}\` is given to containers`, fix: `Write \`container: { ${key}: … }\`.` };
  }
  return null;
}

function later(what: string, fix: string): { text: string; fix: string } {
  return { text: `${what} is not supported by this version of meshbed yet`, fix };
}
