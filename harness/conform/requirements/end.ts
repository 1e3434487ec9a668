/** How a program ends. */

import { met, notMet, type Requirement, unless } from '../types.ts';

export const END: Requirement[] = [
  {
    name: 'stop',
    says: 'After `stop` it says `bye` as its last event and exits with code 0, within 5 s.',
    needs: 'idle',
    async try(walk) {
      const life = walk.life('n1');
      if (life.exit) return { state: 'untried', seen: life.ending };
      life.isEnding = true;
      walk.send('n1', { type: 'stop' });
      if (!(await walk.exits('n1'))) return notMet('n1 did not exit');
      const last = life.heard.at(-1)?.event.type;
      return unless(last !== 'bye' && `the last event of n1 was \`${last}\``, !life.endedWell && life.ending);
    },
  },
  {
    name: 'stdin-closed',
    says: 'Exits within 5 s when its stdin is closed.',
    needs: 'idle',
    async try(walk) {
      const life = walk.life('n3');
      if (life.exit) return { state: 'untried', seen: life.ending };
      life.isEnding = true;
      walk.runtime.hangUp('n3');
      return (await walk.exits('n3')) ? met : notMet('n3 did not exit');
    },
  },
];
