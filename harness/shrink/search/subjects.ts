/**
 * Whose liveness is expected to be told of, after nodes have gone or have other names.
 */

import type { Expect } from '../../topology/model/types.ts';

/** `neighbours` where nobody is left. */
export function mapExpectedNodes(expect: Expect, change: (names: readonly string[]) => string[]): Expect {
  const { keepalive } = expect;
  if (keepalive?.of === undefined || keepalive.of === 'all') return expect;
  const { of, ...others } = keepalive;
  const left = change(of);
  return { ...expect, keepalive: left.length === 0 ? others : { ...others, of: left } };
}
