/**
 * Ranges of addresses as they are written: one, or one of each family.
 */

import type { addresses, siteAddresses } from '../schema/network.ts';
import { type Validation, validate } from '../schema/validate.ts';
import type { Path } from '../text/source.ts';
import { AddressRange } from './address-range.ts';

export interface WrittenRange {
  range: AddressRange;
  at: Path;
}

interface Ranges {
  /** What to write in place of what is no range. */
  fix: string;
  /** What a word stands for. */
  named?: ReadonlyMap<string, string>;
}

/** IPv4 before IPv6; undefined where something is wrong, which has been reported. */
export function readAddressRanges(
  context: Validation,
  path: Path,
  schema: typeof addresses | typeof siteAddresses,
  { fix, named }: Ranges,
): WrittenRange[] | undefined {
  const { source, problems } = context;
  const written = validate(schema, context, path);
  if (written === undefined) return undefined;
  const texts = Array.isArray(written) ? written : [written];
  if (texts.length === 0) problems.at(source, path, 'no range', 'Write one, or leave `addresses` out.');
  const ranges: WrittenRange[] = [];
  for (const [i, text] of texts.entries()) {
    const at = Array.isArray(written) ? [...path, i] : path;
    const range = AddressRange.parse(named?.get(text) ?? text);
    if (typeof range === 'string') problems.at(source, at, range, fix);
    else if (ranges.some(({ range: { family } }) => family === range.family))
      problems.at(
        source,
        at,
        `two ranges of ${range.family}`,
        'Write one of IPv4, one of IPv6, or one of each.',
      );
    else ranges.push({ range, at });
  }
  if (texts.length === 0 || ranges.length < texts.length) return undefined;
  // Where a node has both, its neighbours learn that of IPv4.
  return ranges.sort((one, other) => (one.range.family < other.range.family ? -1 : 1));
}
