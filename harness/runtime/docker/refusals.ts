/**
 * What an engine refuses, in words that help: what `container` gives a node, a program that is not there, all else.
 */

import type Docker from 'dockerode';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { engineErrorReason } from '../../engine/connect.ts';
import type { PlannedNode } from '../../plan/types.ts';
import type { ContainerOptions } from '../../topology/model/container.ts';

/** What engines say where they refuse one of these. */
const REASONS: readonly [keyof ContainerOptions, RegExp][] = [
  ['devices', /device|\/dev\//i],
  ['sysctls', /sysctl|\/proc\/sys/i],
  ['user', /\buser\b|\bgroup\b|passwd/i],
  ['cpus', /\bcpus?\b/i],
  ['memoryBytes', /memory/i],
  ['capabilities', /capabilit|cap_/i],
  ['tmpfs', /tmpfs|mount/i],
  ['entrypoint', /executable file not found|no such file|permission denied/i],
];

export function cannotStart(
  spec: Docker.ContainerCreateOptions,
  node: PlannedNode | undefined,
  error: unknown,
): MeshbedError {
  const reason = engineErrorReason(error);
  const refusal = node === undefined ? null : refusalOf(node.name, node.container, error);
  if (refusal !== null) return refusal;
  if (/executable file not found|no such file or directory|permission denied/i.test(reason)) {
    const [program = 'to start'] = [spec.Entrypoint ?? spec.Cmd ?? []].flat();
    return new MeshbedError(
      'COMMAND_NOT_FOUND',
      `The image ${spec.Image} has no program ${program}, or none that user ${spec.User} may run: ${reason}.`,
      'Correct the command of the node, or the image.',
      EXIT.badInput,
      error,
    );
  }
  return new MeshbedError(
    'CANNOT_START',
    `The engine could not start ${spec.name}: ${reason}.`,
    'See what the engine lacks: meshbed doctor.',
    EXIT.noEngine,
    error,
  );
}

export function cannotPause(error: unknown): MeshbedError {
  return new MeshbedError(
    'CANNOT_PAUSE',
    `The engine could not pause a node: ${engineErrorReason(error)}.`,
    'Run it again while the machine does less beside it.',
    EXIT.noEngine,
    error,
  );
}

/** Which of it the engine refuses, as far as its words tell; null: it is none of that. */
function refusalOf(node: string, options: ContainerOptions | undefined, error: unknown): MeshbedError | null {
  const reason = engineErrorReason(error);
  const key = REASONS.find(([key, words]) => options?.[key] !== undefined && words.test(reason))?.[0];
  if (key === undefined) return null;
  const name = key === 'memoryBytes' ? 'memory' : key;
  return new MeshbedError(
    'CONTAINER_REFUSED',
    `The engine refuses what ${node} is to be given: ${reason}.`,
    `Correct \`${name}\` in its \`container\`, or in that of its program.`,
    EXIT.badInput,
    error,
  );
}
