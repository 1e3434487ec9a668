/**
 * Who is given what, with what programs have and what nodes have themselves; and that in words.
 */

import { pushTo } from '../../common/grouped.ts';
import { formatSize } from '../text/units.ts';
import type { ContainerOptions } from './container.ts';
import type { ProgramSpec } from './program.ts';
import type { TopologyNode } from './types.ts';
import { nodeListText } from './words.ts';

interface Described {
  nodes: readonly TopologyNode[];
  programs?: Readonly<Record<string, ProgramSpec>>;
}

/** What a node itself has wins over what its program has. Undefined where neither says anything. */
export function containerOptionsOfNode(
  { container, program }: Pick<TopologyNode, 'container' | 'program'>,
  programs: Readonly<Record<string, ProgramSpec>> = {},
): ContainerOptions | undefined {
  const ofProgram = program === undefined ? undefined : programs[program]?.container;
  return ofProgram === undefined ? container : { ...ofProgram, ...container };
}

/** `n3 has NET_ADMIN, the user root`: a sentence for all nodes that are given the same. */
export function givenTexts({ nodes, programs }: Described): string[] {
  const byText = new Map<string, string[]>();
  for (const node of nodes) {
    const options = containerOptionsOfNode(node, programs);
    const parts = options === undefined ? [] : partsOf(options);
    if (parts.length > 0) pushTo(byText, parts.join(', '), node.name);
  }
  return [...byText].map(
    ([text, names]) => `${nodeListText(names)} ${names.length === 1 ? 'has' : 'have'} ${text}`,
  );
}

function partsOf(options: ContainerOptions): string[] {
  const { memoryBytes, cpus, capabilities = [], devices = [], tmpfs = {}, files = {} } = options;
  const { user, sysctls = {}, entrypoint } = options;
  return [
    ...(memoryBytes === undefined ? [] : [`${formatSize(memoryBytes)} of memory`]),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'processor' : 'processors'}`]),
    ...capabilities,
    ...devices,
    ...Object.entries(tmpfs).map(([path, bytes]) => `${formatSize(bytes)} at ${path}`),
    ...Object.entries(files).map(([path, file]) => `the file ${file.split(/[/\\]/).at(-1)} at ${path}`),
    ...(user === undefined ? [] : [`the user ${user}`]),
    ...Object.entries(sysctls).map(([name, value]) => `${name}=${value}`),
    ...(entrypoint === undefined ? [] : [entryText(entrypoint)]),
  ];
}

function entryText(entrypoint: string[] | 'image'): string {
  return entrypoint === 'image' ? "the image's entry point" : `the entry point ${entrypoint.join(' ')}`;
}
