/**
 * Images of the bundled peer that were built from other source than this one: one for every change to `node/`. On a
 * developer's machine they pile up.
 */

import type Docker from 'dockerode';

import { engineErrorStatus } from './connect.ts';
import { LABEL, labelFilter } from './labels.ts';

/** What we call them, which Podman puts a place in front of. Who builds upon one inherits its label, but not its name. */
const OURS = /^(localhost\/|docker\.io\/library\/)?meshbed-node:[0-9a-f]{16}$/;

/**
 * Removes those that carry our label and no name but ours, are not of the source `current`, and are used by no
 * container. Returns their names; for those whose name a later build took away, the id.
 */
export async function removeOldImages(docker: Docker, current: string): Promise<string[]> {
  const [images, containers] = await Promise.all([
    docker.listImages({ filters: labelFilter(LABEL.source) }),
    docker.listContainers({ all: true }),
  ]);
  const used = new Set(containers.map(({ ImageID }) => ImageID));
  const removed: string[] = [];
  for (const { Id, RepoTags, Labels } of images) {
    const tags = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
    if (used.has(Id) || Labels?.[LABEL.source] === current || !tags.every((tag) => OURS.test(tag))) continue;
    for (const name of tags.length > 0 ? tags : [Id]) {
      if (await removeImage(docker, name)) removed.push(name);
    }
  }
  return removed;
}

/** False when it is gone already, or when a container or another image has come to need it. */
async function removeImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).remove();
    return true;
  } catch (error) {
    const status = engineErrorStatus(error);
    if (status === 404 || status === 409) return false;
    throw error;
  }
}
