/**
 * How large a simulation may be here: it needs nothing but memory.
 */

import { mostNodesInMemory } from '../../runtime/sim/memory.ts';
import type { Examine } from './examination.ts';

/** As in the measurements of docs/runtimes.md. */
const DEGREE = 8;

export const examineSimulation: Examine = async () => {
  const thousands = Math.floor(mostNodesInMemory(DEGREE) / 1000);
  return {
    state: 'fine',
    found: `works, for meshes of about ${thousands},000 nodes with ${DEGREE} neighbours each`,
  };
};
