/**
 * The random stream of one direction: it depends on the seed and on the two names, so that the same seed drops the same
 * n-th datagram from a to b, whichever relay the link is in and whatever other links do.
 */
import { Random } from '../core/random.ts';

export function randomStreamOf(seed: number, from: string, to: string): Random {
  return Random.of(seed, 'link', from, to);
}
