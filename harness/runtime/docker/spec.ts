/**
 * What a node's container is: the engine's words for a program that may do nothing but speak to its
 * neighbours and to us.
 */

import type { ContainerCreateOptions } from 'dockerode';
import { engineLabels, LABEL, toEngineName } from '../../engine/labels.ts';
import type { PlannedNode } from '../../plan/types.ts';
import type { ContainerOptions } from '../../topology/model/container.ts';
import type { NodeStart } from '../port/port.ts';
import {
  CANARY_ARGUMENT,
  CONTRACT_ARGUMENT,
  RELAY_ARGUMENT,
  ROUTER_ARGUMENT,
  WIRES_ARGUMENT,
} from '../process/program.ts';
import { entrypointAndCommand, tmpfsOf, withContainerOptions } from './given.ts';
import { type Attachment, endpointAt } from './networks.ts';
import { PROGRAM_VOLUME } from './program-files.ts';

/** The user of every node that is given no other, in every image: nobody's, with no rights. */
const USER = '10001:10001';
const MEBIBYTE = 1024 * 1024;
/** Far above what a peer needs, far below what would hurt the machine. */
const MEMORY_BYTES = 512 * MEBIBYTE;
const PROCESSES = 256;
/** Who carries what others send runs before them: whatever they wait for, they wait for it too. All others have 1,024. */
const CARRIES = { CpuShares: 16_384 };
const ROOT = '0:0';
/** Engines switch it off where a container is on no network. */
const IPV6_OFF = 'net.ipv6.conf.all.disable_ipv6';

/** On a network first, in the network namespace of another container, by its id, or on no network. */
export type Place = Attachment | { beside: string } | undefined;

export function nodeContainerSpec(
  run: string,
  node: PlannedNode,
  { boot, launch }: NodeStart,
  image: string,
  place: number,
  where: Place,
): ContainerCreateOptions {
  return {
    // The place makes it unique where two names differ only in characters that an engine does not take.
    name: `meshbed-${run}-${place}-${toEngineName(node.name)}-${boot}`,
    Image: image,
    ...(launch === undefined
      ? command(node)
      : entrypointAndCommand(launch.command, node.container?.entrypoint)),
    Env: Object.entries(launch?.env ?? node.env).map(([name, value]) => `${name}=${value}`),
    Labels: engineLabels(run, { [LABEL.node]: node.name }),
    ...withContainerOptions(confined(where), givenIn(where, node.container)),
    ...(launch === undefined ? {} : { Volumes: { [PROGRAM_VOLUME]: {} } }),
  };
}

/** Sysctls of a network go to who has the namespace (`holderSpec`). */
function givenIn(where: Place, given: ContainerOptions | undefined): ContainerOptions | undefined {
  if (given?.sysctls === undefined || where === undefined || !('beside' in where)) return given;
  return { ...given, sysctls: sysctlsOf(given, false) };
}

function sysctlsOf(given: ContainerOptions | undefined, areOfNetwork: boolean): Record<string, string> {
  const all = Object.entries(given?.sysctls ?? {});
  return Object.fromEntries(all.filter(([name]) => name.startsWith('net.') === areOfNetwork));
}

/** A relay, or where it is on no network, the canary. */
export function helperContainerSpec(
  run: string,
  name: string,
  image: string,
  first: Attachment | undefined,
): ContainerCreateOptions {
  const spec = confined(first);
  return {
    ...spec,
    name: `meshbed-${run}-${toEngineName(name)}`,
    Image: image,
    Cmd: [first === undefined ? CANARY_ARGUMENT : RELAY_ARGUMENT],
    Labels: engineLabels(run, { [LABEL.helper]: name }),
    HostConfig: { ...spec.HostConfig, ...(first === undefined ? {} : CARRIES) },
  };
}

/** Has the network namespace of a node for as long as we are there: it ends when its stdin does. */
export function holderSpec(
  run: string,
  { name, container }: PlannedNode,
  image: string,
  place: number,
): ContainerCreateOptions {
  const spec = confined(undefined);
  return {
    ...spec,
    name: `meshbed-${run}-${place}-${toEngineName(name)}-wire`,
    Image: image,
    Entrypoint: ['cat'],
    Labels: engineLabels(run, { [LABEL.helper]: `wire of ${name}`, [LABEL.holder]: name }),
    HostConfig: { ...spec.HostConfig, Sysctls: { [IPV6_OFF]: '0', ...sysctlsOf(container, true) } },
  };
}

/** The router: root, and of all that root may do alone what opens a packet socket. */
export function routerSpec(run: string, image: string): ContainerCreateOptions {
  return rootSpec(run, 'router', image, ROUTER_ARGUMENT, { CapAdd: ['NET_RAW'], ...CARRIES });
}

/** Lays wires between namespaces of other containers, and is gone. */
export function wiresSpec(run: string, name: string, image: string): ContainerCreateOptions {
  const may = { PidMode: 'host', CapAdd: ['NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE'] };
  return rootSpec(run, name, image, WIRES_ARGUMENT, may);
}

function rootSpec(
  run: string,
  name: string,
  image: string,
  argument: string,
  host: ContainerCreateOptions['HostConfig'],
): ContainerCreateOptions {
  const spec = confined(undefined);
  return {
    ...spec,
    name: `meshbed-${run}-${toEngineName(name)}`,
    Image: image,
    Cmd: [argument],
    Labels: engineLabels(run, { [LABEL.helper]: name }),
    User: ROOT,
    HostConfig: { ...spec.HostConfig, ...host },
  };
}

/** What it may do, and how we hold it. */
function confined(where: Place): ContainerCreateOptions {
  const first = where === undefined || 'beside' in where ? undefined : where;
  return {
    User: USER,
    // Control is over stdin: when we go, it closes, the node exits, and the engine removes the container.
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    StopTimeout: 1,
    // Ours is the contract; the image's own check is for use without a harness, and costs a process each time.
    Healthcheck: { Test: ['NONE'] },
    ...(first === undefined ? {} : { NetworkingConfig: { EndpointsConfig: endpoint(first) } }),
    HostConfig: {
      NetworkMode: modeOf(where),
      AutoRemove: true,
      Init: false,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Tmpfs: { '/tmp': tmpfsOf('16m') },
      PidsLimit: PROCESSES,
      Memory: MEMORY_BYTES,
      // We are attached and keep what is said; a log file beside would only cost time.
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
    },
  };
}

function modeOf(where: Place): string {
  if (where === undefined) return 'none';
  return 'beside' in where ? `container:${where.beside}` : where.network.fullName;
}

function endpoint({ network, address }: Attachment) {
  return { [network.fullName]: endpointAt(address) };
}

/**
 * A `command` is program and arguments, on every runtime: the image's entry point comes before it only where that is asked for. The bundled
 * peer's image runs by hand without arguments; with this one it speaks the contract.
 */
function command(node: PlannedNode): Pick<ContainerCreateOptions, 'Entrypoint' | 'Cmd'> {
  if (node.command === undefined && node.image === undefined) return { Cmd: [CONTRACT_ARGUMENT] };
  return entrypointAndCommand(node.command, node.container?.entrypoint);
}
