/**
 * `expect`: checks half-way.
 */

import { expectOfStep } from '../expect.ts';
import type { Expand } from '../scene.ts';

export const expect: Expand = (scene, { path, written }) => {
  if (written.expect === undefined) return null;
  const checks = expectOfStep(scene, [...path, 'expect'], written.expect);
  return checks === null ? null : { verb: 'expect', expect: checks };
};
