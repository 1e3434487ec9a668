import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureImageWith } from '../../../harness/engine/file-image.ts';
import { LABEL } from '../../../harness/engine/labels.ts';
import { removeOnce } from '../../../harness/engine/remove.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meshbed-files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** An engine that builds whatever it is told, unless it says why not: each time one of these, and the last one from then on. */
function anEngine(...whys: (string | undefined)[]) {
  const built: { tag: string; labels: Record<string, string>; context: string }[] = [];
  const removed: string[] = [];
  const docker = {
    getImage: (name: string) => ({
      async inspect() {
        if (name === 'base:1') return { Id: 'sha256:abc' };
        if (built.some(({ tag }) => tag === name)) return { Id: name };
        throw Object.assign(new Error('no such image'), { statusCode: 404 });
      },
      async remove() {
        removed.push(name);
      },
    }),
    async buildImage(
      stream: AsyncIterable<Buffer>,
      { t, labels }: { t: string; labels: Record<string, string> },
    ) {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      built.push({ tag: t, labels, context: Buffer.concat(chunks).toString('latin1') });
    },
    modem: {
      followProgress(_: unknown, finished: (error: Error | null) => void, onLine: (line: object) => void) {
        const why = whys.length > 1 ? whys.shift() : whys[0];
        if (why !== undefined) onLine({ error: why });
        finished(null);
      },
    },
    listContainers: async () => [],
    listNetworks: async () => [],
    listVolumes: async () => ({ Volumes: [] }),
    listImages: async ({ filters }: { filters: { label: string[] } }) =>
      built
        .filter(({ labels }) => filters.label.includes(`${LABEL.run}=${labels[LABEL.run]}`))
        .map(({ tag }) => ({ Id: `id of ${tag}`, RepoTags: [tag] })),
  };
  return { docker: docker as unknown as Docker, built, removed };
}

const { signal } = new AbortController();

describe('an image with the files of a node', () => {
  it('is built again where somebody removed a layer under it, and not for any other reason', async () => {
    const file = join(folder, 'agent.conf');
    await writeFile(file, 'listen = 1');
    const vanished = 'No such image: sha256:ce36e1d78a08';
    const make = ({ docker }: ReturnType<typeof anEngine>) =>
      ensureImageWith(docker, 'r1', 'base:1', { '/etc/agent.conf': file }, signal);
    const once = anEngine(vanished, vanished, undefined);
    expect(await make(once)).toMatch(/^meshbed-files:r1-/);
    expect(once.built).toHaveLength(3);
    const always = anEngine(vanished);
    await expect(make(always)).rejects.toThrow(vanished);
    expect(always.built).toHaveLength(5);
    const full = anEngine('no space left on device');
    await expect(make(full)).rejects.toThrow('no space left');
    expect(full.built).toHaveLength(1);
  });

  it('is made of the image, with each file at its path, and is not made twice', async () => {
    const { docker, built } = anEngine();
    const file = join(folder, 'agent.conf');
    await writeFile(file, 'listen = 1');
    const tag = await ensureImageWith(docker, 'r1', 'base:1', { '/etc/agent.conf': file }, signal);
    expect(await ensureImageWith(docker, 'r1', 'base:1', { '/etc/agent.conf': file }, signal)).toBe(tag);
    expect(built).toHaveLength(1);
    expect(built[0]?.context).toContain('FROM sha256:abc\nCOPY ["0","/etc/agent.conf"]\n');
    expect(built[0]?.context).toContain('listen = 1');
  });

  it('is another one when the file has changed', async () => {
    const { docker } = anEngine();
    const file = join(folder, 'agent.conf');
    await writeFile(file, 'a');
    const before = await ensureImageWith(docker, 'r1', 'base:1', { '/a': file }, signal);
    await writeFile(file, 'b');
    expect(await ensureImageWith(docker, 'r1', 'base:1', { '/a': file }, signal)).not.toBe(before);
  });

  it('goes with its run, and with no other', async () => {
    const { docker, removed } = anEngine();
    const file = join(folder, 'agent.conf');
    await writeFile(file, 'a');
    const tag = await ensureImageWith(docker, 'r1', 'base:1', { '/a': file }, signal);
    expect((await removeOnce(docker, 'r2')).images).toEqual([]);
    expect(removed).toEqual([]);
    expect((await removeOnce(docker, 'r1')).images).toEqual([tag]);
    expect(removed).toEqual([`id of ${tag}`]);
  });

  it('that cannot be made is an error with the files and the reason', async () => {
    const { docker } = anEngine('cannot copy to non-directory: /etc/passwd/x');
    const file = join(folder, 'x');
    await writeFile(file, 'a');
    const making = ensureImageWith(docker, 'r1', 'base:1', { '/etc/passwd/x': file }, signal);
    await expect(making).rejects.toMatchObject({ code: 'IMAGE_BUILD_FAILED', exitCode: 2 });
    await expect(making).rejects.toThrow(
      /\/etc\/passwd\/x could not be put into the image base:1: cannot copy/,
    );
  });
});
