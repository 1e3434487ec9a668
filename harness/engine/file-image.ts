/**
 * Images for nodes that are given files: another image, and files of this machine at paths of their own. A bind mount would need
 * the files on the engine's machine, and into a root that is read-only nobody can copy. Such an image carries the run's name, and
 * goes with it.
 */

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { type TarEntry, tarOf } from '../common/tar.ts';
import { engineErrorReason } from './connect.ts';
import { followEngineProgress, hasImage } from './image.ts';
import { engineLabels } from './labels.ts';
import { buildDespiteRemovals } from './layers.ts';

const HASH_CHARS = 16;

/** `files`: by path in the container, the file on this machine. Its tag, also where it is there already. */
export async function ensureImageWith(
  docker: Docker,
  run: string,
  image: string,
  files: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const { Id } = await docker.getImage(image).inspect();
  const context = tarOf(await entriesOf(Id, files));
  const hash = createHash('sha256').update(context).digest('hex').slice(0, HASH_CHARS);
  const tag = `meshbed-files:${run}-${hash}`;
  if (await hasImage(docker, tag)) return tag;
  try {
    const options = { t: tag, labels: engineLabels(run), abortSignal: signal };
    await buildDespiteRemovals(async () =>
      followEngineProgress(docker, await docker.buildImage(Readable.from([context]), options)),
    );
  } catch (error) {
    throw new MeshbedError(
      'IMAGE_BUILD_FAILED',
      `The files ${Object.keys(files).join(', ')} could not be put into the image ${image}: ${engineErrorReason(error)}.`,
      'Correct `files` of `container`.',
      EXIT.badInput,
      error,
    );
  }
  return tag;
}

async function entriesOf(image: string, files: Readonly<Record<string, string>>): Promise<TarEntry[]> {
  const entries = Object.entries(files);
  const copies = entries.map(([path], i) => `COPY ${JSON.stringify([`${i}`, path])}\n`);
  const dockerfile = Buffer.from(`FROM ${image}\n${copies.join('')}`);
  const contents = entries.map(async ([, file], i): Promise<TarEntry> => {
    const isProgram = ((await stat(file)).mode & 0o111) !== 0;
    return { name: `${i}`, mode: isProgram ? 0o555 : 0o444, content: await readFile(file) };
  });
  return [{ name: 'Dockerfile', mode: 0o644, content: dockerfile }, ...(await Promise.all(contents))];
}
