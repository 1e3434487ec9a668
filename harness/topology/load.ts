/**
 * Loading a topology: file, text or object → `Topology`, or a `TopologyError` with every mistake at its place.
 *
 * Each section is checked by its schema and then expanded with what the sections before it have given, so that one
 * mistake hides no other; what cannot be judged because of an earlier mistake is not judged.
 */

import { randomInt } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { type Axis, allCombinations } from './axes.ts';
import { forbidAskingFromHere } from './expand/asked-from-here.ts';
import { withContainers } from './expand/containers.ts';
import { expandExpect } from './expand/expect.ts';
import { expandLinks } from './expand/links.ts';
import { expandNetwork } from './expand/network.ts';
import { expandNetworks } from './expand/networks.ts';
import { expandNodes } from './expand/nodes.ts';
import { expandPeer } from './expand/peer.ts';
import { checkSight, checkUses } from './expand/program-uses.ts';
import { expandPrograms } from './expand/programs.ts';
import { expandReach } from './expand/reach.ts';
import { withRoles } from './expand/roles.ts';
import { checkSections } from './expand/sections.ts';
import { expandTimeouts } from './expand/timeouts.ts';
import { sections } from './file-schema.ts';
import { readFileWithIncludes } from './files/assemble.ts';
import { findLinkFile } from './import/read.ts';
import { axesWithoutSettings, nameOfCell, placeOfMatrixValue, readMatrix, requireOneCell } from './matrix.ts';
import { NodeSet } from './model/node-set.ts';
import { FILE_SECTIONS } from './schema/sections.ts';
import { type Validation, validate } from './schema/validate.ts';
import { type Setting, withSettings } from './settings.ts';
import { expandSteps } from './steps/expansion.ts';
import { objectSource } from './text/object.ts';
import { Problems, throwOneProblem } from './text/problems.ts';
import { checkSize, readText } from './text/read.ts';
import { type Placed, placedSource, type SourceText, valueAt } from './text/source.ts';
import { describeValue } from './text/units.ts';
import type { Variables } from './text/variables.ts';
import type { Topology } from './topology.ts';

export interface LoadOptions {
  /** Wins over the file's. */
  seed?: number;
  /** From where the paths in it go: by default where the topology lies; for an object where the program runs. */
  folder?: string;
}

export interface FileOptions extends LoadOptions {
  /** Values that win over the file's; of a file with a `matrix`, one for each path that varies. */
  set?: readonly Setting[];
  /** What `${NAME}` stands for; by default the environment of this process. */
  env?: Variables;
}

/** Reads a topology from a YAML file. Throws a `TopologyError` also where there is no such file, or where it holds several. */
export async function loadTopology(file: string, options: FileOptions = {}): Promise<Topology> {
  return parseTopology(readText(file), file, options);
}

/** Reads a topology from YAML text; `file` is what errors call it. */
export function parseTopology(text: string, file: string, options: FileOptions = {}): Topology {
  const { folder = dirname(file), set = [] } = options;
  const problems = new Problems(file);
  const root = read(text, file, problems, options);
  const context = { source: placedSource(file, root, folder), problems };
  const before = problems.count;
  const axes = readMatrix(context, set);
  const isSound = problems.count === before;
  // Where that is a mistake, the first cell stands for all, so that what is wrong with the paths is said too.
  const settings = [...set, ...requireOneCell(context, axes, set, isSound)];
  const placeOf = (setting: Setting) => placeOfMatrixValue(axes, setting);
  const source = withSettings({ file, folder, root, settings, placeOf }, problems);
  const topology = expand(source, problems, options);
  return { ...topology, name: nameOfCell(topology.name, axes, set) };
}

/**
 * What must be set for each cell of a file's `matrix`; one cell without settings where it has none. Throws a `TopologyError` where
 * that cannot be told; what else is wrong with the file, loading a cell tells.
 */
export function matrixCells(file: string, options: FileOptions = {}): Setting[][] {
  return allCombinations(matrixAxes(file, options));
}

/** What varies in a file, but for what is set. */
export function matrixAxes(file: string, options: FileOptions = {}): Axis[] {
  const { folder = dirname(file), set = [] } = options;
  const root = read(readText(file), file, new Problems(file), options);
  const source = placedSource(file, root, folder);
  const ofMatrix = new Problems(file);
  const axes = readMatrix({ source, problems: ofMatrix }, set);
  ofMatrix.throwIfAny();
  return axesWithoutSettings(axes, set);
}

/** All that the files say, before values are set in it. */
function read(
  text: string,
  file: string,
  problems: Problems,
  { env = process.env, folder = dirname(file) }: FileOptions,
): Placed {
  checkSize(file, text);
  const root = readFileWithIncludes(text, file, problems, { folder, variables: env });
  if (root !== null) return root;
  problems.throwIfAny();
  return throwOneProblem(file, 'nothing could be read', 'Write at least `nodes` and `links`.');
}

/** Takes a topology as a program would write it: the same keys and values as in a file. */
export function topologyFromObject(object: unknown, options: LoadOptions & { name?: string } = {}): Topology {
  const name = options.name ?? 'topology';
  const source = objectSource(name, object, options.folder);
  const problems = new Problems(name);
  for (const key of FILE_SECTIONS.filter((key) => valueAt(source.value, [key]) !== undefined))
    problems.at(
      source,
      [key],
      'this has a meaning in files alone',
      'Leave it out, and give its values themselves.',
    );
  return expand(source, problems, options);
}

function expand(source: SourceText, problems: Problems, options: LoadOptions): Topology {
  const context: Validation = { source, problems };
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    problems.at(
      source,
      [],
      `found ${describeValue(source.value)}, expected a topology`,
      'Write a map with at least `nodes` and `links`.',
    );
    problems.throwIfAny();
  }
  checkSections(context);
  const optional = <K extends 'name' | 'seed'>(key: K) =>
    valueAt(source.value, [key]) === undefined ? undefined : validate(sections[key], context, [key]);

  const name = optional('name') as string | undefined;
  const written = optional('seed') as number | undefined;
  const seed = options.seed ?? written ?? randomInt(2 ** 32);
  const file = findLinkFile(context);
  const { nodes: own, unsure } = expandNodes(context, file);
  const { nodes, programs } = withContainers(context, { nodes: own, programs: expandPrograms(context) });
  checkUses(context, nodes, programs);
  const inRoles = withRoles(context, nodes, seed);
  const networks = expandNetworks(context, nodes, seed);
  const { network, addresses, nodes: placed = inRoles } = expandNetwork(context, nodes && inRoles, seed);
  const isFlat = network === undefined && valueAt(source.value, ['network']) !== 'routed';
  if (network !== undefined) forbidAskingFromHere(context, Object.keys(programs ?? {}));
  const { links, unclear, notes } = expandLinks(context, { nodes, networks, seed, file });
  const reach = expandReach(context);
  const peer = expandPeer(context);
  const mesh = { nodes: nodes && placed, programs, unsure, links, unclear };
  const steps = expandSteps(context, { ...mesh, network: isFlat ? null : network, seed });
  const expect = expandExpect(new NodeSet(context, nodes, seed));
  checkSight(context, nodes, programs);
  const timeouts = expandTimeouts(context);
  problems.throwIfAny();
  return {
    name: name ?? nameOf(source.file),
    seed,
    nodes: placed,
    links: links ?? [],
    networks: networks ?? [],
    ...(network === undefined ? {} : { network }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(programs === undefined ? {} : { programs }),
    ...reach,
    peer,
    steps,
    expect,
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** `examples/ring.yaml` → `ring`. */
function nameOf(file: string): string {
  const name = basename(file).replace(/\.ya?ml$/, '');
  return name === '' ? 'topology' : name.slice(0, 80);
}
