/**
 * The sections of a topology file as a whole: which are not known, and which are missing.
 */

import { SECTIONS, type Section } from '../schema/sections.ts';
import { unknownKey, type Validation } from '../schema/validate.ts';
import { nearest } from '../text/nearest.ts';

const KNOWN: readonly string[] = SECTIONS;

/** As in Compose files, what begins with `x-` is a place for anchors. */
function strangers({ source }: Validation): string[] {
  return source.keys([]).filter((key) => !KNOWN.includes(key) && !key.startsWith('x-'));
}

export function checkSections(context: Validation): void {
  for (const key of strangers(context)) unknownKey([key], KNOWN, context);
}

/** Nothing is said where it is there under a wrong name. */
export function sectionMissing(context: Validation, section: Section, fix: string): void {
  if (strangers(context).some((key) => nearest(key, KNOWN) === section)) return;
  context.problems.at(context.source, [], `\`${section}\` is missing`, fix);
}
