/**
 * Docker's older builder fails where somebody removes an image of the same layers meanwhile: a layer that no image has yet is taken
 * for one that nobody needs. What has been built is kept, so the next try begins where that one ended.
 */

import { engineErrorReason } from './connect.ts';

const LAYER_VANISHED = /No such image: sha256:|failed to get digest sha256:/;
const TRIES = 5;

export async function buildDespiteRemovals(build: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await build();
    } catch (error) {
      if (tries === TRIES || !LAYER_VANISHED.test(engineErrorReason(error))) throw error;
    }
  }
}
