/**
 * The sections of a file, and those of one that it includes: what the file writes itself wins.
 */

import { type Placed, withEntries } from '../text/source.ts';

/** Sections whose keys stand for themselves. Any other is that of one file or of the other, as a whole. */
const BY_KEY = ['programs', 'peer', 'roles', 'expect', 'timeouts', 'matrix'];
/** What belongs to its file alone. */
const OWN = ['name', 'include', 'env_file'];

export function mergeFileParts(file: Placed, included: Placed): Placed {
  const entries = new Map(file.entries);
  for (const [name, entry] of included.entries ?? []) {
    if (OWN.includes(name)) continue;
    const own = entries.get(name);
    if (own === undefined) entries.set(name, entry);
    else if (BY_KEY.includes(name) && own.value.entries !== undefined && entry.value.entries !== undefined) {
      const both = new Map([...entry.value.entries, ...own.value.entries]);
      entries.set(name, { key: own.key, value: withEntries(own.value, both) });
    }
  }
  return withEntries(file, entries);
}
