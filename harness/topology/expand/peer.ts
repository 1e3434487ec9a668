/**
 * `peer` of the file → the options that every node is given. Other programs take what they like; the bundled peer has options
 * of its own, and would run on with its defaults where one is misspelt. So wherever it runs, on one node or on all, what
 * stands there must be its options.
 */

import { COUNTED_KEYS, NODE_KEYS, PROGRAM_KEYS } from '../schema/nodes.ts';
import { bundledOptions, peer as peerSchema } from '../schema/peer.ts';
import { unknownKeysAt, type Validation, validate } from '../schema/validate.ts';
import { didYouMean, mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';

const PATH: Path = ['peer'];
const KNOWN = Object.keys(bundledOptions.shape);

export function expandPeer(context: Validation): Record<string, unknown> {
  const { source, problems } = context;
  const found = valueAt(source.value, PATH);
  if (found === undefined || found === null) return {};
  const written = validate(peerSchema, context, PATH);
  if (typeof found !== 'object' || Array.isArray(found)) return {};
  const runs = programs(context);
  if (runs.bundled === null) return jsonOf(written);
  for (const option of unknownKeysAt(context, PATH, KNOWN)) {
    const others = runs.others
      ? ` The bundled peer runs on ${runs.bundled}; other programs get options of their own by \`env\` or \`command\`.`
      : '';
    const fix = `${didYouMean(option, KNOWN)}The bundled peer knows ${KNOWN.join(', ')}.${others}`;
    problems.atKey(source, [...PATH, option], `unknown option \`${option}\``, fix);
  }
  for (const option of KNOWN) {
    const path = [...PATH, option];
    if (valueAt(source.value, path) !== undefined) validate(bundledOptions.shape[option]!, context, path);
  }
  return jsonOf(written);
}

/** What was read has maps without prototype, which programs may not expect. */
function jsonOf(options: Record<string, unknown> | undefined): Record<string, unknown> {
  return JSON.parse(JSON.stringify(options ?? {}));
}

interface Programs {
  /** Where the bundled peer runs for certain: a node, or all; null where it may run nowhere. */
  bundled: string | null;
  /** Whether other programs run too. */
  others: boolean;
}

/** Read from what is written, so that a mistake in a node hides none here. */
function programs(context: Validation): Programs {
  const { source } = context;
  const nodes = valueAt(source.value, ['nodes']);
  const allOfFile = nodes === undefined && valueAt(source.value, ['links', 'file']) !== undefined;
  if (allOfFile) return { bundled: 'all nodes', others: false };
  if (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes))
    return { bundled: null, others: false };
  if (Object.hasOwn(nodes, 'count')) {
    return { bundled: isBundled(context, ['nodes'], COUNTED_KEYS) ? 'all nodes' : null, others: false };
  }
  const names = source.keys(['nodes']);
  const ours = names.filter((name) => isBundled(context, ['nodes', name], NODE_KEYS));
  return { bundled: ours[0] ?? null, others: ours.length < names.length };
}

/** Surely no other program: none is named, and no unknown key may be one misspelt. */
function isBundled(context: Validation, path: Path, known: readonly string[]): boolean {
  const node = valueAt(context.source.value, path);
  if (node === null) return true;
  if (typeof node !== 'object' || Array.isArray(node)) return false;
  if (PROGRAM_KEYS.some((key) => Object.hasOwn(node as object, key))) return false;
  return !unknownKeysAt(context, path, known).some((key) => mayStandFor(key, known, PROGRAM_KEYS));
}
