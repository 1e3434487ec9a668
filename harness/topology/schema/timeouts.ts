/**
 * The schema of `timeouts`: how long the start of nodes, their end, and that of the mesh may take.
 */

import { duration, map } from '../text/fields.ts';

export const timeouts = map(
  'How long things may take before the run goes on without them. Waiting for nodes is longer by as much as overload of the machine has kept them from their work.',
  {
    idle: duration('Until a program that has been started says `idle`.', {
      default: '30s',
      above: true,
    }).optional(),
    ready: duration('Until a node that has been configured says `ready`.', {
      default: '15s',
      above: true,
    }).optional(),
    exit: duration('Until a node that was asked to stop has exited; then it is killed.', {
      default: '5s',
      above: true,
    }).optional(),
    warmup: duration(
      'Until neighbours have met and no node waits for a processor any more, after all are ready: then the scenario begins. `0` begins it at once.',
      { default: '30s' },
    ).optional(),
  },
);
