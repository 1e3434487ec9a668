/**
 * What a node's container is: the engine's words for a program that may do nothing but speak to its
 * neighbours and to us.
 */

import type { ContainerCreateOptions } from 'dockerode';
import { engineLabels, LABEL, safeName } from '../../engine/labels.ts';
import type { PlannedNode } from '../../plan/types.ts';
import type { NodeStart } from '../port/port.ts';
import { CONTRACT_ARGUMENT, RELAY_ARGUMENT } from '../process/program.ts';
import { startOf, tmpfsOf, withGiven } from './given.ts';
import { type Attachment, endpointAt } from './networks.ts';
import { PROGRAM_VOLUME } from './program-files.ts';

/** The user of every node that is given no other, in every image: nobody's, with no rights. */
const USER = '10001:10001';
const MEBIBYTE = 1024 * 1024;
/** Far above what a peer needs, far below what would hurt the machine. */
const MEMORY_BYTES = 512 * MEBIBYTE;
const PROCESSES = 256;

export function nodeContainerSpec(
  run: string,
  node: PlannedNode,
  { boot, launch }: NodeStart,
  image: string,
  place: number,
  first: Attachment,
): ContainerCreateOptions {
  return {
    // The place makes it unique where two names differ only in characters that an engine does not take.
    name: `meshbed-${run}-${place}-${safeName(node.name)}-${boot}`,
    Image: image,
    ...(launch === undefined ? command(node) : startOf(launch.command, node.container?.entrypoint)),
    Env: Object.entries(launch?.env ?? node.env).map(([name, value]) => `${name}=${value}`),
    Labels: engineLabels(run, { [LABEL.node]: node.name }),
    ...withGiven(confined(first), node.container),
    ...(launch === undefined ? {} : { Volumes: { [PROGRAM_VOLUME]: {} } }),
  };
}

/** A relay, or the canary, which is on no network. */
export function helperContainerSpec(
  run: string,
  name: string,
  image: string,
  first: Attachment | undefined,
): ContainerCreateOptions {
  return {
    name: `meshbed-${run}-${safeName(name)}`,
    Image: image,
    Cmd: [RELAY_ARGUMENT],
    Labels: engineLabels(run, { [LABEL.helper]: name }),
    ...confined(first),
  };
}

/** What it may do, and how we hold it; on this network first, or on none. */
function confined(first: Attachment | undefined): ContainerCreateOptions {
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
      NetworkMode: first?.network.fullName ?? 'none',
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

function endpoint({ network, address }: Attachment) {
  return { [network.fullName]: endpointAt(address) };
}

/**
 * A `command` is program and arguments, on every runtime: the image's entry point comes before it only where that is asked for. The bundled
 * peer's image runs by hand without arguments; with this one it speaks the contract.
 */
function command(node: PlannedNode): Pick<ContainerCreateOptions, 'Entrypoint' | 'Cmd'> {
  if (node.command === undefined && node.image === undefined) return { Cmd: [CONTRACT_ARGUMENT] };
  return startOf(node.command, node.container?.entrypoint);
}
