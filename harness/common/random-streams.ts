/**
 * The random streams of topologies. What draws at random draws from a stream of its own, made from the topology's seed
 * and the stream's name, so that one more draw in one place changes nothing in another.
 */

import { Random as Sfc32 } from '../../node/core/random.ts';

export type RandomStream = Pick<Sfc32, 'u32' | 'below' | 'float'>;

export function randomStream(seed: number, stream: string): RandomStream {
  return Sfc32.of(seed, stream);
}
