/**
 * Finds the engine: whatever testcontainers' client finds, be it Docker, Podman, rootless or remote.
 */

import type Docker from 'dockerode';

import { EXIT, MeshbedError } from '../common/errors.ts';
import { type EngineConnection, engineConnectionOptions, engineErrorReason } from './connect.ts';
import { whyEngineIsUnfit } from './unfit.ts';

export interface Engine {
  docker: Docker;
  connection: EngineConnection;
  /** `Docker` or `Podman`. */
  name: string;
  version: string;
  apiVersion: string;
  system: string;
  architecture: string;
  cpus: number;
  memoryBytes: number;
  /** Where it is: a socket's path or `host:port`. */
  where: string;
}

export interface NoEngine {
  reason: string;
  /** The one line that mends it. */
  fix: string;
  /** One answers, and cannot hold a mesh. */
  isUnfit?: boolean;
}

const ANSWER_MS = 60_000;

export async function findEngine(): Promise<Engine | NoEngine> {
  const asked = process.env.DOCKER_HOST;
  try {
    return await within(ANSWER_MS, discover(asked));
  } catch (error) {
    if (asked !== undefined && asked !== '') {
      return {
        reason: `DOCKER_HOST is ${asked}, and no engine answers there (${engineErrorReason(error)}).`,
        fix: `Start the engine at ${asked}, or unset DOCKER_HOST.`,
      };
    }
    return {
      reason: `No container engine answers (${engineErrorReason(error)}).`,
      fix: 'Install Docker or Podman and start it, on Debian as root: apt-get install docker.io && systemctl start docker. Or run with --runtime process.',
    };
  }
}

/** The engine, or the error that ends a command with exit code 3. */
export async function needEngine(): Promise<Engine> {
  const found = await findEngine();
  if ('docker' in found) return found;
  throw new MeshbedError('NO_ENGINE', found.reason, found.fix, EXIT.noEngine);
}

/** What has been found, by its client. Podman takes more than half a second to tell of itself. */
const known = new WeakMap<Docker, Engine | NoEngine>();

async function discover(asked: string | undefined): Promise<Engine | NoEngine> {
  // Loaded only here: it is large, and most commands do without it.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = await getContainerRuntimeClient();
  const docker = client.container.dockerode as unknown as Docker;
  const connection = engineConnectionOptions(docker);
  const where = `${connection.socketPath ?? `${connection.host}:${connection.port}`}`;
  // Its client goes on to the next place where the one that was asked for does not answer. We do not: the
  // nodes would run on another machine than the one that was meant.
  if (asked && !sameEngine(asked, where)) throw new Error(`${where} would, but was not asked for`);
  const before = known.get(docker);
  if (before !== undefined) {
    await docker.ping();
    return before;
  }
  const found = await fitOnly(await describe(docker, connection, where, client.info.containerRuntime));
  known.set(docker, found);
  return found;
}

interface Info {
  operatingSystem: string;
  architecture: string;
  cpus: number;
  memory: number;
}

async function describe(
  docker: Docker,
  connection: EngineConnection,
  where: string,
  info: Info,
): Promise<Engine> {
  const version = await docker.version();
  const components = (version as { Components?: { Name: string }[] }).Components ?? [];
  return {
    docker,
    connection,
    name: components.some(({ Name }) => Name.includes('Podman')) ? 'Podman' : 'Docker',
    version: version.Version,
    apiVersion: version.ApiVersion,
    system: info.operatingSystem,
    architecture: info.architecture,
    cpus: info.cpus,
    memoryBytes: info.memory,
    where,
  };
}

/** The engine, or why it cannot hold a mesh. */
async function fitOnly(engine: Engine): Promise<Engine | NoEngine> {
  const { docker, name, version, where } = engine;
  const unfit = await whyEngineIsUnfit(docker, { name, version, where });
  if (unfit === null) return engine;
  return { reason: `${name} ${version} at ${where} ${unfit.lacks}.`, fix: unfit.fix, isUnfit: true };
}

function sameEngine(asked: string, where: string): boolean {
  const bare = (text: string) => text.replace(/^[a-z+]+:\/\//, '').replace(/\/+$/, '');
  return bare(asked) === bare(where);
}

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
