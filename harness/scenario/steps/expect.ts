/** `expect`: nothing to do now; the journal has the moment, and the judging comes when all evidence is in. */

import type { Perform } from './step-context.ts';

export const expect: Perform<'expect'> = async () => {};
