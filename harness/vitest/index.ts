/**
 * For vitest: topology files as tests, matchers for meshes and messages, and a pool for a test file. Importing it adds
 * the matchers. What is judged and waited for is the library's; here it only gets vitest's forms.
 */

import './matchers.ts';

export type { MeshMatchers } from './matchers.ts';
export { meshPool } from './pool.ts';
export { type SuiteOptions, topologySuite, VerdictError } from './suite.ts';
