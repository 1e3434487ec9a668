/**
 * Engines that answer and cannot hold a mesh: what they lack, and what mends it. What an engine does in a way of its own,
 * and can hold a mesh all the same, is nothing to say here.
 */

import { existsSync, readFileSync } from 'node:fs';

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
  /** `cni` or `netavark`. */
  networks: string;
  /** On this machine, what goes over a bridge passes a firewall in which Docker lets through no bridges but its own. */
  isBesideDocker: boolean;
}

export interface Unfit {
  /** After the engine's name. */
  lacks: string;
  fix: string;
}

/** The first Podman that connects containers to networks with an address. */
const OLDEST_PODMAN = 4;

export function whyUnfit({ version, isRootless, cgroups, events, ...more }: Make): Unfit | null {
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
  // CNI has a rule of its own in that firewall; netavark makes none for internal networks.
  if (more.isBesideDocker && more.networks === 'netavark' && !isRootless) {
    return {
      lacks: "loses what its containers send each other, since Docker's firewall on this machine drops it",
      fix: 'As root: sysctl net.bridge.bridge-nf-call-iptables=0. Or use Docker, or run with --runtime process.',
    };
  }
  return null;
}

export async function whyEngineIsUnfit(docker: Docker, found: Found): Promise<Unfit | null> {
  return found.name === 'Podman' ? whyUnfit(await makeOf(docker, found)) : null;
}

interface Found {
  name: string;
  version: string;
  where: string;
}

/** The interface that Podman shares with Docker does not tell all of it; its own does. */
async function makeOf(docker: Docker, { version, where }: Found): Promise<Make> {
  const question = { path: '/v4.0.0/libpod/info', method: 'GET', statusCodes: { 200: true } };
  const answer = await new Promise((resolve) => {
    docker.modem.dial(question as never, (error: unknown, info: unknown) => resolve(error ? null : info));
  });
  const { host = {} } = (answer ?? {}) as { host?: PodmanHost };
  return {
    version,
    isRootless: host.security?.rootless === true,
    cgroups: host.cgroupVersion ?? '',
    events: host.eventLogger ?? null,
    networks: host.networkBackend ?? '',
    isBesideDocker: where.startsWith('/') && isDockersFirewallForBridges(),
  };
}

function isDockersFirewallForBridges(): boolean {
  try {
    const filtered = readFileSync('/proc/sys/net/bridge/bridge-nf-call-iptables', 'latin1').trim() === '1';
    return filtered && existsSync('/sys/class/net/docker0');
  } catch {
    return false;
  }
}

interface PodmanHost {
  security?: { rootless?: boolean };
  cgroupVersion?: string;
  eventLogger?: string;
  networkBackend?: string;
}
