/**
 * What `meshbed clean` did, as lines.
 */

import { clean } from '../engine/clean.ts';
import type { Engine, NoEngine } from '../engine/find.ts';

/** Each thing that was removed, by kind and name. Without an engine: only this machine's processes. */
export async function cleanUp(engine: Engine | NoEngine): Promise<string[]> {
  const cleaned = await clean('docker' in engine ? engine : null);
  const named = (kind: string, names: readonly string[]) => names.map((name) => `${kind} ${name}`);
  return [
    ...named('the processes of run', cleaned.processes),
    ...named('container', cleaned.containers),
    ...named('network', cleaned.networks),
    ...named('volume', cleaned.volumes),
  ];
}
