/**
 * What a node's container is given, in the engine's words: on top of the little that all have.
 */

import type { ContainerCreateOptions } from 'dockerode';
import type { ContainerOptions } from '../../topology/model/container.ts';

const CPU = 1e9;

export function withContainerOptions(
  spec: ContainerCreateOptions,
  { memoryBytes, cpus, capabilities, devices, tmpfs = {}, user, sysctls }: ContainerOptions = {},
): ContainerCreateOptions {
  const folders = Object.entries(tmpfs).map(([path, bytes]) => [path, tmpfsOf(`${bytes}`)]);
  return {
    ...spec,
    ...(user === undefined ? {} : { User: user }),
    HostConfig: {
      ...spec.HostConfig,
      // Without the second, it could take as much again of what is swapped out.
      ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
      ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * CPU) }),
      ...(capabilities === undefined ? {} : { CapAdd: capabilities }),
      ...(devices === undefined ? {} : { Devices: devices.map(deviceAt) }),
      ...(sysctls === undefined ? {} : { Sysctls: sysctls }),
      Tmpfs: { ...spec.HostConfig?.Tmpfs, ...Object.fromEntries(folders) },
    },
  };
}

/** Anybody may write to it. */
export function tmpfsOf(size: string): string {
  return `rw,nosuid,nodev,size=${size},mode=1777`;
}

/** What starts it. `before` its command: programs that `entrypoint` names, or the image's own. */
export function entrypointAndCommand(
  command: readonly string[] | undefined,
  before?: ContainerOptions['entrypoint'],
): Pick<ContainerCreateOptions, 'Entrypoint' | 'Cmd'> {
  if (before !== undefined && before !== 'image') return { Entrypoint: before, Cmd: [...(command ?? [])] };
  if (command === undefined) return {};
  return before === 'image'
    ? { Cmd: [...command] }
    : { Entrypoint: command.slice(0, 1), Cmd: command.slice(1) };
}

function deviceAt(path: string) {
  return { PathOnHost: path, PathInContainer: path, CgroupPermissions: 'rwm' };
}
