/**
 * `container` of nodes and programs → what their containers are given, with what a schema cannot say about it checked: paths,
 * names of sysctls, files that are there, what has no effect without something else.
 */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import type { ContainerOptions } from '../model/container.ts';
import { containerOptionsOfNode } from '../model/given.ts';
import type { ProgramSpec } from '../model/program.ts';
import type { TopologyNode } from '../model/types.ts';
import type { container } from '../schema/container.ts';
import type { Left, Validation } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';

type Written = Left<z.output<typeof container>>;

const MEBIBYTE = 1024 * 1024;
/** An engine is handed it in one piece. */
const MOST_FILE_BYTES = 64 * MEBIBYTE;
/** What all containers have there, and would hide what is put into it. */
const TMP = '/tmp';
/** Of the engine, of the kernel, and ours. */
const TAKEN = ['/proc', '/sys', '/dev', '/meshbed'];
/** What the kernel keeps for each container alone. */
const OWN_SYSCTLS =
  /^(net\.[\w.-]+|kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|fs\.mqueue\.\w+)$/;
const ROOT = /^(root|0+)(:|$)/;

/** As it was written, with paths of files still as they stand there. */
export function containerOptionsFrom(written: Written | undefined): { container?: ContainerOptions } {
  if (written === undefined) return {};
  const { memory, cpus, capabilities, devices, tmpfs, files, user, sysctls, entrypoint } = written;
  const whole = <T>(items: readonly (T | undefined)[]) => items.filter((item) => item !== undefined);
  const entries = <T>(map: Readonly<Record<string, T | undefined>>): Record<string, T> =>
    Object.fromEntries(Object.entries(map).filter((entry): entry is [string, T] => entry[1] !== undefined));
  const options: ContainerOptions = {
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(capabilities === undefined ? {} : { capabilities: whole(capabilities) }),
    ...(devices === undefined ? {} : { devices: whole(devices) }),
    ...(tmpfs === undefined ? {} : { tmpfs: entries(tmpfs) }),
    ...(files === undefined ? {} : { files: entries(files) }),
    ...(user === undefined ? {} : { user }),
    ...(sysctls === undefined ? {} : { sysctls: entries(sysctls) }),
    ...(entrypoint === undefined
      ? {}
      : { entrypoint: entrypoint === 'image' ? entrypoint : whole(entrypoint) }),
  };
  return Object.keys(options).length === 0 ? {} : { container: options };
}

interface Owners {
  nodes: TopologyNode[] | undefined;
  programs: Record<string, ProgramSpec> | undefined;
}

/** The same, with paths that hold from anywhere. */
export function withContainers(validation: Validation, { nodes, programs }: Owners): Owners {
  const isCounted = valueAt(validation.source.value, ['nodes', 'count']) !== undefined;
  const pathOf = (name: string): Path => (isCounted ? ['nodes', 'container'] : ['nodes', name, 'container']);
  for (const [name, { container }] of Object.entries(programs ?? {}))
    if (container !== undefined) checkPlaces(validation, ['programs', name, 'container'], container);
  const said = new Set<string>();
  for (const node of (isCounted ? nodes?.slice(0, 1) : nodes) ?? []) {
    if (node.container !== undefined) checkPlaces(validation, pathOf(node.name), node.container);
    checkTogether(validation, pathOf(node.name), node, programs ?? {}, said);
  }
  const grounded = <T extends { container?: ContainerOptions }>(owner: T, path: Path): T => {
    const files = owner.container?.files;
    if (files === undefined) return owner;
    const there = Object.entries(files).map(([at, file]) => [
      at,
      resolve(validation.source.folder([...path, 'files', at]), file),
    ]);
    return { ...owner, container: { ...owner.container, files: Object.fromEntries(there) } };
  };
  return {
    nodes: nodes?.map((node) => grounded(node, pathOf(node.name))),
    programs:
      programs &&
      Object.fromEntries(
        Object.entries(programs).map(([name, program]) => [
          name,
          grounded(program, ['programs', name, 'container']),
        ]),
      ),
  };
}

function checkPlaces(
  validation: Validation,
  path: Path,
  { devices = [], tmpfs = {}, files = {}, sysctls = {} }: ContainerOptions,
): void {
  const { source, problems } = validation;
  for (const [i, device] of devices.entries()) {
    if (device.startsWith('/dev/') && isPlain(device)) continue;
    problems.at(source, [...path, 'devices', i], `\`${device}\` is no device`, 'Write a path under /dev.');
  }
  for (const at of Object.keys(tmpfs)) checkTarget(validation, [...path, 'tmpfs', at], at);
  for (const [at, file] of Object.entries(files)) {
    checkTarget(validation, [...path, 'files', at], at);
    const over = [TMP, ...Object.keys(tmpfs)].find((hiding) => isIn(at, hiding));
    if (over !== undefined) {
      const text = `nobody would see \`${at}\`: ${over} is a folder in memory`;
      problems.atKey(source, [...path, 'files', at], text, 'Put the file elsewhere.');
    }
    checkFile(validation, [...path, 'files', at], file);
  }
  for (const name of Object.keys(sysctls)) {
    if (OWN_SYSCTLS.test(name)) continue;
    const fix =
      'A container has settings of its own under net., fs.mqueue. and, for messages, kernel. alone.';
    problems.atKey(source, [...path, 'sysctls', name], `\`${name}\` holds for the whole machine`, fix);
  }
}

/** A path in the container. */
function checkTarget({ source, problems }: Validation, path: Path, at: string): void {
  if (!isPlain(at)) {
    const fix =
      'Write an absolute path of letters, digits and `_.+@-`, without `.` and `..`: `/etc/agent.conf`.';
    problems.atKey(source, path, `\`${at}\` is no path in a container`, fix);
    return;
  }
  const taken = TAKEN.find((folder) => isIn(at, folder));
  if (taken === undefined) return;
  problems.atKey(source, path, `${taken} is not free`, 'Take another path.');
}

function isPlain(path: string): boolean {
  return /^(\/[\w.+@-]+)+$/.test(path) && !path.split('/').some((part) => part === '.' || part === '..');
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function checkFile({ source, problems }: Validation, path: Path, file: string): void {
  const wrong = (text: string, fix: string) => problems.at(source, path, text, fix);
  try {
    const found = statSync(resolve(source.folder(path), file));
    if (!found.isFile()) return wrong(`\`${file}\` is no regular file`, 'Name files one by one.');
    if (found.size > MOST_FILE_BYTES)
      wrong(
        `\`${file}\` has ${Math.ceil(found.size / MEBIBYTE)} MiB`,
        `At most ${MOST_FILE_BYTES / MEBIBYTE} MiB are copied: make it part of the image.`,
      );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    if (isGone) wrong(`there is no file \`${file}\``, 'Paths go from the file in which they stand.');
    else wrong(`\`${file}\` cannot be read: ${code}`, 'Check its permissions.');
  }
}

/** What a node has itself and what its program has, taken together; what is wrong with a program is `said` once. */
function checkTogether(
  { source, problems }: Validation,
  path: Path,
  node: TopologyNode,
  programs: Readonly<Record<string, ProgramSpec>>,
  said: Set<string>,
): void {
  const { capabilities = [], user = '', entrypoint } = containerOptionsOfNode(node, programs) ?? {};
  const complain = (key: string, text: string, fix: string) => {
    const isOwn = valueAt(source.value, [...path, key]) !== undefined;
    const at = isOwn ? [...path, key] : ['programs', node.program ?? '', 'container', key];
    if (!said.has(at.join(' '))) problems.at(source, at, text, fix);
    said.add(at.join(' '));
  };
  const isMisread = user === '' && valueAt(source.value, [...path, 'user']) !== undefined;
  if (capabilities.length > 0 && !ROOT.test(user) && !isMisread) {
    const fix = 'Write `user: root` beside them: the kernel gives them to no other user here.';
    complain('capabilities', 'capabilities without the user `root`', fix);
  }
  const isBundled = [node.image, node.command, node.program].every((part) => part === undefined);
  if (entrypoint !== undefined && isBundled) {
    const fix =
      'Write `image` or `command` beside `container`, or leave it out: the bundled peer has its own.';
    complain('entrypoint', 'an entry point, and no program behind it', fix);
  }
}
