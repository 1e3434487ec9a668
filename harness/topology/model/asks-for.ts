/** Whether a check is asked for, at the end of the run or half-way. What no check asks for need not be measured. */

import type { Expect, Topology } from './types.ts';

export function asksFor({ expect, steps }: Topology, check: keyof Expect): boolean {
  return (
    expect[check] !== null || steps.some((step) => step.verb === 'expect' && step.expect[check] !== null)
  );
}
