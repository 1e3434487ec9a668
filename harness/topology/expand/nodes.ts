/**
 * `nodes` of the file → every node by name.
 */

import type { z } from 'zod';
import type { LinkFile } from '../import/link-file.ts';
import type { Found } from '../import/read.ts';
import type { GateOptions } from '../model/gates.ts';
import type { TopologyNode } from '../model/types.ts';
import { nameProblem } from '../schema/name-rules.ts';
import { COUNTED_KEYS, countedNodes, MAX_NODES, NODE_KEYS, node } from '../schema/nodes.ts';
import { type Left, readWhatIsValid, unknownKeysAt, type Validation } from '../schema/validate.ts';
import { didYouMean, mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import { describeValue } from '../text/units.ts';
import { containerOptionsFrom } from './containers.ts';
import { readGateOptions } from './gates.ts';
import { sectionMissing } from './sections.ts';
import { folderAndEnvironment, type Started } from './started.ts';

const EXAMPLE = 'Write `nodes: { count: 10 }`, or a map from names to nodes.';

export interface ExpandedNodes {
  /** Undefined when it is not known which nodes there are; then nothing that names nodes can be judged. */
  nodes: TopologyNode[] | undefined;
  /** Those of which it is not known when they start. */
  unsure: ReadonlySet<string>;
}

/** `file`: what stands under `links.file`, whose nodes these then are: all, the first so many, or those that are named. */
export function expandNodes(context: Validation, file: Found = 'none'): ExpandedNodes {
  const unsure = new Set<string>();
  return { nodes: expand(context, file, unsure), unsure };
}

function expand(context: Validation, file: Found, unsure: Set<string>): TopologyNode[] | undefined {
  const { source, problems } = context;
  const found = valueAt(source.value, ['nodes']);
  if (found === undefined && file !== 'none') {
    return file === 'wrong' ? undefined : file.names.map((name) => toSpec(name, {}, { env: {} }));
  }
  if (found === undefined) {
    sectionMissing(context, 'nodes', EXAMPLE);
    return undefined;
  }
  if (typeof found === 'number') {
    problems.at(source, ['nodes'], `found \`${found}\``, `Write \`nodes: { count: ${found} }\`.`);
    return undefined;
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    problems.at(source, ['nodes'], `found ${describeValue(found)}, expected nodes`, EXAMPLE);
    return undefined;
  }
  const nodes = Object.hasOwn(found, 'count')
    ? counted(context, file, unsure)
    : named(context, source.keys(['nodes']), unsure);
  if (file === 'wrong') return undefined;
  if (file !== 'none' && !Object.hasOwn(found, 'count')) mustBeIn(context, file);
  return nodes;
}

function counted(context: Validation, file: Found, unsure: Set<string>): TopologyNode[] | undefined {
  const { left: options = {} } = readWhatIsValid(countedNodes, context, ['nodes']);
  const { count } = options;
  if (count === undefined) return undefined;
  const specs = (names: readonly string[]) => {
    if (isUnsure(context, ['nodes'], options, COUNTED_KEYS)) for (const name of names) unsure.add(name);
    const started = {
      ...folderAndEnvironment(context, ['nodes'], options),
      ...readGateOptions(context, ['nodes'], options),
    };
    return names.map((name) => toSpec(name, options, started));
  };
  if (typeof file === 'object') {
    if (count <= file.names.length) return specs(file.names.slice(0, count));
    const text = `${count.toLocaleString('en')} nodes, and ${file.path} has ${file.names.length.toLocaleString('en')}`;
    context.problems.at(
      context.source,
      ['nodes', 'count'],
      text,
      'Take fewer, or leave `nodes` out to have all.',
    );
    return undefined;
  }
  return specs(Array.from({ length: count }, (_, i) => `n${i + 1}`));
}

function named(context: Validation, names: string[], unsure: Set<string>): TopologyNode[] | undefined {
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
  // The names stand, whatever is wrong with a node's options: links and steps can be judged all the same.
  return names.map((name) => {
    const { left } = readWhatIsValid(node, context, path(name));
    const options = left ?? {};
    if (isUnsure(context, path(name), options, NODE_KEYS)) unsure.add(name);
    const started = folderAndEnvironment(context, path(name), options);
    return toSpec(name, options, { ...started, ...readGateOptions(context, path(name), options) });
  });
}

/** Whether a mistake leaves open when the node starts. */
function isUnsure(context: Validation, path: Path, options: Options, known: readonly string[]): boolean {
  if (options.start === undefined && valueAt(context.source.value, [...path, 'start']) !== undefined)
    return true;
  return unknownKeysAt(context, path, known).some((key) => mayStandFor(key, known, ['start']));
}

function mustBeIn({ source, problems }: Validation, file: LinkFile): void {
  const known = new Set(file.names);
  for (const name of source.keys(['nodes'])) {
    if (known.has(name)) continue;
    const some = file.names.slice(0, 6).join(', ');
    const fix = `${didYouMean(name, known)}Its nodes: ${some}${file.names.length > 6 ? ', …' : ''}.`;
    problems.atKey(source, ['nodes', name], `\`${name}\` is no node of ${file.path}`, fix);
  }
}

/** A variable of an environment that can be none is reported. */
export function checkVariable({ source, problems }: Validation, path: Path, variable: string): void {
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

/** Without what was wrong: then there is no topology in the end, but more to judge. */
type Options = NonNullable<Left<z.output<typeof node>>>;

function toSpec(name: string, options: Options, { env, ...others }: Started & GateOptions): TopologyNode {
  const { image, command, program, container, ready, nat, start } = options;
  return {
    name,
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command: command.map((word) => word ?? '') }),
    ...(program === undefined ? {} : { program }),
    ...others,
    env: { ...env },
    ...containerOptionsFrom(container),
    ...(ready?.within === undefined ? {} : { readyWithinMs: ready.within }),
    ...(nat?.timeout === undefined ? {} : { natTimeoutMs: nat.timeout }),
    startMs: start === undefined ? 0 : start,
  };
}
