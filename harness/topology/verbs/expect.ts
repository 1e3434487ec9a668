/**
 * `expect`: checks half-way.
 */

import { expectOfStep } from '../expand/expect.ts';
import type { Expand } from '../model/scenario-state.ts';

export const expect: Expand = (scenario, { path, written }) => {
  if (written.expect === undefined) return null;
  const checks = expectOfStep(scenario, [...path, 'expect'], written.expect);
  return checks === null ? null : { verb: 'expect', expect: checks };
};
