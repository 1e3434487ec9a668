/**
 * What `meshbed clean` did, as lines.
 */

import { removeWhatNoLeaseOwns } from '../../engine/clean.ts';
import type { Engine, NoEngine } from '../../engine/find.ts';
import { removeAbandoned } from '../../runtime/system/temporary.ts';

export interface CleanedUp {
  /** Each thing that was removed, by kind and name. */
  removed: string[];
  /** What was left alone, and why. */
  left: string[];
  /** What the engine would not remove, and why. */
  refused: string[];
}

/** Without an engine: only this machine's processes and folders. */
export async function cleanUp(engine: Engine | NoEngine): Promise<CleanedUp> {
  const cleaned = await removeWhatNoLeaseOwns('docker' in engine ? engine : null);
  const folders = await removeAbandoned();
  const named = (kind: string, names: readonly string[]) => names.map((name) => `${kind} ${name}`);
  const { living } = cleaned;
  const left = living.map((run) => `run ${run}, which goes on`);
  if (living.length > 0) left.push('images of the bundled peer, since a run may be about to use one');
  if ('reason' in engine) left.push(`what may be on an engine: ${engine.reason}`);
  return {
    removed: [
      ...named('the processes of run', cleaned.processes),
      ...named('container', cleaned.containers),
      ...named('network', cleaned.networks),
      ...named('volume', cleaned.volumes),
      ...named('image', cleaned.images),
      ...named('folder', folders),
    ],
    left,
    refused: cleaned.refused,
  };
}
