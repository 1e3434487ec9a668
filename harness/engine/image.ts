/**
 * Images: the bundled peer's, built when the engine has none of this source, and those that a topology names.
 */

import type Docker from 'dockerode';

import { EXIT, MeshbedError } from '../common/errors.ts';
import type { Progress } from '../runtime/port/port.ts';
import { engineErrorReason, engineErrorStatus } from './connect.ts';
import { LABEL } from './labels.ts';
import { buildDespiteRemovals } from './layers.ts';
import { defaultBase, type ImageSource, readImageSource, withBuildContext } from './source.ts';

/** What `tools/engine/base.sh` makes where no registry answers. */
const LOCAL_BASE = 'meshbed-base:node26';

export interface PeerImage {
  tag: string;
  base: string;
  source: ImageSource;
  there: boolean;
}

/** Which image the bundled peer needs on this engine, and whether it is there. Changes nothing. */
export async function peerImage(docker: Docker): Promise<PeerImage> {
  const base = await chooseBase(docker);
  const source = await readImageSource(base);
  const tag = `meshbed-node:${source.hash}`;
  return { tag, base, source, there: await hasImage(docker, tag) };
}

/** Makes sure that the bundled peer's image is there; returns its tag. */
export async function ensurePeerImage(
  docker: Docker,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const image = await peerImage(docker);
  if (image.there) return image.tag;
  if (!(await hasImage(docker, image.base))) {
    await pull(docker, image.base, progress, signal).catch((error) => {
      throw noBase(image.base, error);
    });
  }
  await build(docker, image, progress, signal);
  return image.tag;
}

/** Makes sure that an image which a topology names is there. */
export async function ensureImage(
  docker: Docker,
  image: string,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  if (await hasImage(docker, image)) return;
  try {
    await pull(docker, image, progress, signal);
  } catch (error) {
    throw new MeshbedError(
      'NO_IMAGE',
      `The image ${image} does not exist: the engine has none of that name, and pulling it failed (${engineErrorReason(error)}).`,
      `Correct the name, or build it first: docker build -t ${image} .`,
      EXIT.badInput,
      error,
    );
  }
}

export async function hasImage(docker: Docker, image: string): Promise<boolean> {
  try {
    await docker.getImage(image).inspect();
    return true;
  } catch (error) {
    if (engineErrorStatus(error) === 404) return false;
    throw error;
  }
}

/** `MESHBED_BASE`; else the Dockerfile's, unless only the locally made one is there. */
async function chooseBase(docker: Docker): Promise<string> {
  if (process.env.MESHBED_BASE) return process.env.MESHBED_BASE;
  const base = await defaultBase();
  if (await hasImage(docker, base)) return base;
  return (await hasImage(docker, LOCAL_BASE)) ? LOCAL_BASE : base;
}

async function pull(docker: Docker, image: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  progress(`pulling ${image}`);
  // Without a tag the engine would fetch all there are.
  const named = /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
  const stream = await docker.pull(named, signal === undefined ? {} : { abortSignal: signal });
  await followEngineProgress(docker, stream, (line) =>
    progress(`pulling ${image}: ${line.id ?? ''} ${line.status ?? ''}`.trim()),
  );
}

async function build(
  docker: Docker,
  image: PeerImage,
  progress: Progress,
  signal?: AbortSignal,
): Promise<void> {
  progress(`building the image ${image.tag}`);
  const options = {
    t: image.tag,
    buildargs: { BASE: image.base },
    labels: { [LABEL.source]: image.source.hash },
    ...(signal === undefined ? {} : { abortSignal: signal }),
  };
  const buildOnce = () =>
    withBuildContext(image.source, async (folder) => {
      const stream = await docker.buildImage({ context: folder, src: ['Dockerfile', 'node'] }, options);
      await followEngineProgress(docker, stream, ({ stream: text }) => {
        const [, step, steps] = /^Step (\d+)\/(\d+) /.exec(text ?? '') ?? [];
        if (step !== undefined) progress('building the image', Number(step), Number(steps));
      });
    });
  try {
    await buildDespiteRemovals(buildOnce);
  } catch (error) {
    throw new MeshbedError(
      'IMAGE_BUILD_FAILED',
      `The image of the bundled peer could not be built: ${engineErrorReason(error)}.`,
      'Run meshbed doctor. To go on without containers: --runtime process.',
      EXIT.noEngine,
      error,
    );
  }
}

interface StreamLine {
  stream?: string;
  status?: string;
  id?: string;
  /** Why the engine gave up; it says so in the stream, after an answer that all is well. */
  error?: string;
}

/** Rejects where the engine gives up, also where it says so after an answer that all is well. */
export function followEngineProgress(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onLine: (line: StreamLine) => void = () => {},
): Promise<void> {
  let refused: string | undefined;
  return new Promise((resolve, reject) => {
    const finished = (error: Error | null) => {
      if (error === null && refused === undefined) resolve();
      else reject(error ?? new Error(refused));
    };
    docker.modem.followProgress(stream, finished, (line: StreamLine) => {
      refused ??= line.error;
      onLine(line);
    });
  });
}

function noBase(base: string, error: unknown): MeshbedError {
  return new MeshbedError(
    'NO_BASE_IMAGE',
    `The image of the bundled peer stands on ${base}, which the engine does not have and cannot pull (${engineErrorReason(error)}).`,
    'Name an image that holds Node 26: export MESHBED_BASE=IMAGE. In a checkout of meshbed, this makes one: export MESHBED_BASE="$(tools/engine/base.sh)". See meshbed doctor.',
    EXIT.noEngine,
    error,
  );
}
