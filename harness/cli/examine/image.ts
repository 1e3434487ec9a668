/**
 * The image of the bundled peer: there already, or what it would take to build it.
 */

import { hasImage, peerImage } from '../../engine/image.ts';
import type { Examine } from './examination.ts';

export const examineImage: Examine = async (engine) => {
  if (!('docker' in engine)) return null;
  const { tag, base, there } = await peerImage(engine.docker);
  if (there) return { state: 'fine', found: `${tag} is there` };
  if (await hasImage(engine.docker, base)) {
    return { state: 'fine', found: `${tag} will be built at the first run, on ${base}` };
  }
  return {
    state: 'absent',
    found: `${tag} will be built at the first run, for which ${base} must be pulled`,
    fix: `docker pull ${base}; without a registry: export MESHBED_BASE=IMAGE, an image that holds Node 26`,
  };
};
