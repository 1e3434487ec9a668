import type Docker from 'dockerode';
import { expect, test } from 'vitest';
import { LABEL } from '../../../harness/engine/labels.ts';
import { removeOldImages } from '../../../harness/engine/old-images.ts';

const HASH = { current: 'c'.repeat(16), old: 'd'.repeat(16), used: 'e'.repeat(16), needed: 'f'.repeat(16) };

const image = (Id: string, RepoTags: string[] | null, hash: string) => ({
  Id,
  RepoTags,
  Labels: { [LABEL.source]: hash },
});

/** An engine that holds these images, one of them used by a container, and one by another image. */
function anEngine() {
  const removed: string[] = [];
  const docker = {
    listImages: async ({ filters }: { filters: { label: string[] } }) => {
      expect(filters.label).toEqual([LABEL.source]);
      return [
        image('1', [`meshbed-node:${HASH.current}`], HASH.current),
        image('2', [`meshbed-node:${HASH.old}`], HASH.old),
        image('3', [`meshbed-node:${HASH.used}`], HASH.used),
        image('4', [`meshbed-node:${HASH.needed}`], HASH.needed),
        image('5', ['<none>:<none>'], HASH.old),
        image('6', ['my-peer:dev'], HASH.old),
        image('8', [`docker.io/library/meshbed-node:${HASH.old}`], HASH.old),
        image('9', [`example.org/meshbed-node:${HASH.old}`], HASH.old),
        image('7', [`meshbed-node:${HASH.old}`, 'kept:by-me'], HASH.old),
      ];
    },
    listContainers: async ({ all }: { all: boolean }) => (all ? [{ ImageID: '3' }] : []),
    getImage: (name: string) => ({
      async remove() {
        if (name.endsWith(HASH.needed)) throw Object.assign(new Error('in use'), { statusCode: 409 });
        removed.push(name);
      },
    }),
  };
  return { docker: docker as unknown as Docker, removed };
}

test('images of other source go, unless something uses them or somebody named them', async () => {
  const { docker, removed } = anEngine();
  const gone = [`meshbed-node:${HASH.old}`, '5', `docker.io/library/meshbed-node:${HASH.old}`];
  expect(await removeOldImages(docker, HASH.current)).toEqual(gone);
  expect(removed).toEqual(gone);
});
