/**
 * What the format will hold and this version does not: said as such, since "unknown key" would send people looking
 * for a spelling. A key moves from here to the schema with the work that brings it.
 */

import type { Path } from '../source/source.ts';

const CONDITIONS = [
  'latency',
  'jitter',
  'loss',
  'burst',
  'duplicate',
  'reorder',
  'corrupt',
  'rate',
  'queue',
  'mtu',
];
const VERBS = ['partition', 'heal', 'cut', 'mend', 'link', 'disconnect', 'reconnect', 'churn', 'attack'];

export function notYet(path: Path): { text: string; fix: string } | null {
  const key = String(path.at(-1));
  const section = path[0];
  if (path.length === 1 && key === 'networks') {
    return later('`networks`', 'Leave it out: all nodes share one network.');
  }
  if (section === 'links' && CONDITIONS.includes(key)) {
    return later(`\`${key}\` on links`, 'Leave it out: links run as the machine carries them.');
  }
  if (section === 'links' && path.length === 2 && key === 'file') {
    return later('`file` under `links`', 'Use a `shape`, or a list of pairs.');
  }
  if (section === 'nodes' && (key === 'networks' || key === 'nat')) {
    return later(`\`${key}\` on nodes`, 'Leave it out.');
  }
  if (section === 'steps' && path.length === 3 && VERBS.includes(key)) {
    return later(
      `the step \`${key}\``,
      'Steps of this version: inject, kill, stop, pause, resume, start, expect.',
    );
  }
  return null;
}

/** Also said of the third part of `[a, b, {…}]`. */
export function later(what: string, fix: string): { text: string; fix: string } {
  return { text: `${what} is not supported by this version of meshbed yet`, fix };
}
