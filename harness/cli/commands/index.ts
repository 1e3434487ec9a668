/**
 * The commands. Adding one is adding a file and a line.
 */

import { adapt } from './adapt.ts';
import { check } from './check.ts';
import { clean } from './clean.ts';
import type { MakeCommand } from './command.ts';
import { compose } from './compose.ts';
import { conform } from './conform.ts';
import { doctor } from './doctor.ts';
import { graph } from './graph.ts';
import { judge } from './judge.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';
import { shrink } from './shrink.ts';
import { sweep } from './sweep.ts';
import { up } from './up.ts';

export const COMMANDS: readonly MakeCommand[] = [
  run,
  up,
  check,
  sweep,
  shrink,
  report,
  judge,
  conform,
  adapt,
  graph,
  compose,
  doctor,
  clean,
  schema,
];
