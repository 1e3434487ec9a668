/**
 * Engines that answer and cannot hold a mesh: what they lack, and what mends it. What an engine does in a way of its own,
 * and can hold a mesh all the same, is nothing to say here.
 */

import type Docker from 'dockerode';

/** What is asked of Podman. Of Docker there is nothing to ask. */
export interface Make {
  version: string;
  /** Run by a user who is not root, in a user namespace. */
  isRootless: boolean;
  /** `v1` or `v2`. */
  cgroups: string;
  /** Where it keeps its events; null where it does not say. */
  events: string | null;
}

export interface Unfit {
  /** After the engine's name. */
  lacks: string;
  fix: string;
}

/** The first Podman that connects containers to networks with an address. */
const OLDEST_PODMAN = 4;

export function whyUnfit({ version, isRootless, cgroups, events }: Make): Unfit | null {
  if (Number.parseInt(version, 10) < OLDEST_PODMAN) {
    return {
      lacks: 'cannot give a container an address of its own on each of its networks',
      fix: `Install Podman ${OLDEST_PODMAN} or newer, or run with --runtime process.`,
    };
  }
  if (isRootless && cgroups === 'v1') {
    return {
      lacks:
        'can neither pause containers nor limit them, since it runs without root on cgroups of version 1',
      fix: 'Run its service as root, start the machine with cgroups of version 2, or run with --runtime process.',
    };
  }
  if (events === 'none') {
    return {
      lacks: 'does not tell that a container has ended, since it keeps no events',
      fix: 'Set events_logger = "file" in containers.conf and start its service again, or run with --runtime process.',
    };
  }
  return null;
}

export async function lookAt(docker: Docker, name: string, version: string): Promise<Unfit | null> {
  return name === 'Podman' ? whyUnfit(await makeOf(docker, version)) : null;
}

/** The interface that Podman shares with Docker does not tell all of it; its own does. */
async function makeOf(docker: Docker, version: string): Promise<Make> {
  const question = { path: '/v4.0.0/libpod/info', method: 'GET', statusCodes: { 200: true } };
  const answer = await new Promise((resolve) => {
    docker.modem.dial(question as never, (error: unknown, info: unknown) => resolve(error ? null : info));
  });
  const { host = {} } = (answer ?? {}) as { host?: PodmanHost };
  const { security, cgroupVersion = '', eventLogger = null } = host;
  return { version, isRootless: security?.rootless === true, cgroups: cgroupVersion, events: eventLogger };
}

interface PodmanHost {
  security?: { rootless?: boolean };
  cgroupVersion?: string;
  eventLogger?: string;
}
