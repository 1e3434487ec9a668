/**
 * `nodes` of the file → every node by name.
 */

import type { z } from 'zod';
import type { LinkFile } from './link-file/link-file.ts';
import type { Found } from './link-file/read.ts';
import { nameProblem } from './names.ts';
import { didYouMean } from './nearest.ts';
import { countedNodes, MAX_NODES, namedNodes, type node } from './schema/nodes.ts';
import { type Context, validate } from './schema/validate.ts';
import { valueAt } from './source/source.ts';
import type { NodeSpec } from './types.ts';
import { describe } from './units.ts';

const EXAMPLE = 'Write `nodes: { count: 10 }`, or a map from names to nodes.';

/**
 * `file`: what stands under `links.file`, whose nodes these then are: all, the first so many, or those that are named.
 * Undefined when it is not known which nodes there are; then nothing that names nodes can be judged.
 */
export function expandNodes(context: Context, file: Found = 'none'): NodeSpec[] | undefined {
  const { source, problems } = context;
  const found = valueAt(source.value, ['nodes']);
  if (found === undefined && file !== 'none') {
    return file === 'wrong' ? undefined : file.names.map((name) => toSpec(name, {}));
  }
  if (found === undefined) {
    problems.at(source, [], '`nodes` is missing', EXAMPLE);
    return undefined;
  }
  if (typeof found === 'number') {
    problems.at(source, ['nodes'], `found \`${found}\``, `Write \`nodes: { count: ${found} }\`.`);
    return undefined;
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    problems.at(source, ['nodes'], `found ${describe(found)} where nodes are due`, EXAMPLE);
    return undefined;
  }
  const nodes = Object.hasOwn(found, 'count')
    ? counted(context, file)
    : named(context, source.keys(['nodes']));
  if (file === 'wrong') return undefined;
  if (file !== 'none' && !Object.hasOwn(found, 'count')) mustBeIn(context, file);
  return nodes;
}

function counted(context: Context, file: Found): NodeSpec[] | undefined {
  const nodes = validate(countedNodes, context, ['nodes']);
  if (nodes === undefined) return undefined;
  if (typeof file === 'object') {
    if (nodes.count <= file.names.length)
      return file.names.slice(0, nodes.count).map((name) => toSpec(name, nodes));
    const text = `${nodes.count.toLocaleString('en')} nodes, and ${file.path} has ${file.names.length.toLocaleString('en')}`;
    context.problems.at(
      context.source,
      ['nodes', 'count'],
      text,
      'Take fewer, or leave `nodes` out to have all.',
    );
    return undefined;
  }
  return Array.from({ length: nodes.count }, (_, i) => toSpec(`n${i + 1}`, nodes));
}

function named(context: Context, names: string[]): NodeSpec[] | undefined {
  const { source, problems } = context;
  const path = (name: string) => ['nodes', name];
  if (names.length === 0) problems.at(source, ['nodes'], 'there is no node', EXAMPLE);
  if (names.length > MAX_NODES)
    problems.at(source, ['nodes'], 'too many nodes', `At most ${MAX_NODES} are allowed.`);
  const lowerCase = new Map<string, string>();
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== null) problems.atKey(source, path(name), problem.text, problem.fix);
    const twin = lowerCase.get(name.toLowerCase());
    if (twin !== undefined) {
      const text = `\`${name}\` differs from \`${twin}\` only in capital letters`;
      problems.atKey(
        source,
        path(name),
        text,
        'Take another name: hosts and files cannot always tell them apart.',
      );
    }
    lowerCase.set(name.toLowerCase(), name);
  }
  for (const name of names) {
    for (const variable of Object.keys(object(valueAt(source.value, ['nodes', name, 'env'])))) {
      checkVariable(context, ['nodes', name, 'env', variable], variable);
    }
  }
  const nodes = validate(namedNodes, context, ['nodes']);
  // The names stand, whatever is wrong with a node's options: links and steps can be judged all the same.
  return names.map((name) => toSpec(name, nodes?.[name] ?? {}));
}

function mustBeIn({ source, problems }: Context, file: LinkFile): void {
  const known = new Set(file.names);
  for (const name of source.keys(['nodes'])) {
    if (known.has(name)) continue;
    const some = file.names.slice(0, 6).join(', ');
    const fix = `${didYouMean(name, known)}Its nodes: ${some}${file.names.length > 6 ? ', …' : ''}.`;
    problems.atKey(source, ['nodes', name], `\`${name}\` is no node of ${file.path}`, fix);
  }
}

function checkVariable({ source, problems }: Context, path: string[], variable: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) return;
  problems.atKey(
    source,
    path,
    `\`${variable}\` cannot be a variable`,
    'Letters, digits and `_`, not beginning with a digit.',
  );
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function toSpec(name: string, options: NonNullable<z.output<typeof node>>): NodeSpec {
  return {
    name,
    ...(options.image === undefined ? {} : { image: options.image }),
    ...(options.command === undefined ? {} : { command: options.command }),
    env: { ...options.env },
    ...(options.nat === undefined ? {} : { natTimeoutMs: options.nat.timeout }),
    startMs: options.start === undefined ? 0 : options.start,
  };
}
