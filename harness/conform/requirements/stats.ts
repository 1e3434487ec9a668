/** What a program counts. */

import { absent, metUnless, type Requirement } from '../walk/types.ts';
import { unlessItEnded } from './say.ts';

export const STATS: Requirement[] = [
  {
    name: 'stats',
    says: 'Answers `stats` with numbers under `counters`; `delivered` and `data.received` among them say what they should.',
    optional: true,
    needs: 'delivered',
    async try(walk) {
      walk.send('n2', { type: 'stats' });
      await walk.answers('n2');
      const incarnation = walk.incarnation('n2');
      const counters = incarnation.events('stats').at(-1)?.counters;
      if (!counters) return incarnation.exit ? metUnless(unlessItEnded(walk, 'n2', '')) : absent;
      const delivered = incarnation.events('delivered').length;
      const { delivered: counted = delivered, 'data.received': received = delivered } = counters;
      return metUnless(
        counted !== delivered && `n2 said \`delivered\` ${delivered} times and counted ${counted}`,
        received < delivered &&
          `n2 delivered ${delivered} messages and counted ${received} as \`data.received\``,
      );
    },
  },
];
