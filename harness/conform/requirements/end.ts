/** How a program ends. */

import { met, metUnless, notMetBecause, type Requirement } from '../walk/types.ts';

export const END: Requirement[] = [
  {
    name: 'stop',
    says: 'After `stop` it says `bye` as its last event and exits with code 0, within 5 s.',
    needs: 'idle',
    async try(walk) {
      const incarnation = walk.incarnation('n1');
      if (incarnation.exit) return { state: 'untried', seen: incarnation.ending };
      incarnation.isEnding = true;
      walk.send('n1', { type: 'stop' });
      if (!(await walk.exits('n1'))) return notMetBecause('n1 did not exit');
      const last = incarnation.heard.at(-1)?.event.type;
      return metUnless(
        last !== 'bye' && `the last event of n1 was \`${last}\``,
        !incarnation.endedWell && incarnation.ending,
      );
    },
  },
  {
    name: 'stdin-closed',
    says: 'Exits within 5 s when its stdin is closed.',
    needs: 'idle',
    async try(walk) {
      const incarnation = walk.incarnation('n3');
      if (incarnation.exit) return { state: 'untried', seen: incarnation.ending };
      incarnation.isEnding = true;
      walk.runtime.hangUp('n3');
      return (await walk.exits('n3')) ? met : notMetBecause('n3 did not exit');
    },
  },
];
