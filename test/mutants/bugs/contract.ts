/** Bugs in keeping the contract with the harness. */

import type { Bug } from '../bug.ts';

const EXITS_AT_MS = 800;
const BLOCKS_MS = 60_000;
/** Longer than the warm-up waits for a meeting, also on a machine that others load. */
const BINDS_AFTER_MS = 15_000;
const MOST_BYTES = 1_100;

export const contract: Record<string, Bug> = {
  'exits quietly': (mutant) => {
    mutant.later(EXITS_AT_MS, () => mutant.exit());
    return {};
  },

  'ignores inject': () => ({
    command: (command, pass) => {
      if (command.type !== 'inject') pass(command);
    },
  }),

  'refuses what it could send': ({ emit }) => ({
    command: (command, pass) => {
      if (command.type !== 'inject') return pass(command);
      emit({ type: 'error', code: 'not-today', text: 'I would rather not', ref: command.ref });
    },
  }),

  /** What does not fit it takes, and cuts. */
  'refuses nothing': () => ({
    command: (command, pass) => {
      if (command.type !== 'inject') return pass(command);
      const data = Buffer.from(command.data, 'base64').subarray(0, MOST_BYTES).toString('base64');
      pass({ ...command, data });
    },
  }),

  /** Asleep on its only thread, as in a synchronous call of the system. */
  'blocks its own loop': (mutant) => {
    let isFirst = true;
    return {
      command: (command, pass) => {
        if (command.type === 'inject' && isFirst) {
          isFirst = false;
          mutant.block(BLOCKS_MS);
        }
        pass(command);
      },
    };
  },

  'says ready before it is bound': ({ emit, later }) => ({
    command: (command, pass) => {
      if (command.type !== 'configure') return pass(command);
      emit({ type: 'ready', ...command.listen });
      later(BINDS_AFTER_MS, () => pass(command));
    },
    event: (event, pass) => {
      if (event.type !== 'ready') pass(event);
    },
  }),

  'says goodbye and stays': () => ({
    exit: () => {},
  }),

  'dies of a message': (mutant) => ({
    command: (command, pass) => {
      if (command.type === 'inject') mutant.exit();
      else pass(command);
    },
  }),

  'lies in stats': () => ({
    event: (event, pass) => {
      if (event.type !== 'stats') return pass(event);
      const halves = Object.entries(event.counters).map(([name, count]) => [name, Math.floor(count / 2)]);
      pass({ ...event, counters: Object.fromEntries(halves) });
    },
  }),
};
