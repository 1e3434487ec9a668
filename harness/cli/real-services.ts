/**
 * The services that the real command line uses.
 */

import type { Services } from './services.ts';

const notYet = () => {
  throw new Error('not wired yet');
};

export const realServices: Services = {
  load: notYet,
  plan: notYet,
  describe: notYet,
  deadlineMs: notYet,
  engine: notYet,
  runtime: notYet,
  run: notYet,
  clean: notYet,
  examine: notYet,
  schemaFile: '',
};
