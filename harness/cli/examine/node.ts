/**
 * Node itself. One that is too old never gets here: `main.ts` ends first.
 */

import type { Examine } from './examination.ts';

export const examineNode: Examine = async () => ({
  state: 'fine',
  found: `Node ${process.versions.node} at ${process.execPath}`,
});
