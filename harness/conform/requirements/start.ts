/** From a program's start to its first `ready`. */

import { absent, met, metUnless, notMetBecause, type Requirement } from '../walk/types.ts';
import { NAMES } from '../walk/walk.ts';
import { complaintsAboutEach, unlessItEnded } from './say.ts';

export const START: Requirement[] = [
  {
    name: 'idle',
    says: 'Says `idle` within 30 s of its start, as its first event, with `contract` 1, its `program` and `run` null.',
    async try(walk) {
      await walk.start(NAMES, 1);
      return await complaintsAboutEach(NAMES, async (name) => {
        const idle = await walk.hears(name, 'idle', walk.patience.idle);
        if (!idle) return unlessItEnded(walk, name, 'did not say `idle`');
        const first = walk.incarnation(name).heard[0]?.event.type;
        if (first !== 'idle') return `the first event of ${name} was \`${first}\``;
        if (idle.contract !== 1) return `${name} said \`contract\` ${idle.contract}`;
        return idle.run === null ? null : `${name} said \`run\` ${JSON.stringify(idle.run)}`;
      });
    },
  },
  {
    name: 'pong',
    says: 'Answers `ping` with `pong` and the same `ref`, also before `configure`.',
    needs: 'idle',
    try: async (walk) =>
      complaintsAboutEach(NAMES, async (name) =>
        (await walk.answers(name))
          ? null
          : unlessItEnded(walk, name, 'did not answer `ping` before `configure`'),
      ),
  },
  {
    name: 'ready',
    says: 'Says `ready` within 15 s of `configure`, with the `host` and `port` that it was told to listen on.',
    needs: 'idle',
    async try(walk) {
      for (const name of NAMES) walk.configure(name);
      return await complaintsAboutEach(NAMES, async (name) => {
        const ready = await walk.hears(name, 'ready', walk.patience.ready);
        if (!ready)
          return unlessItEnded(walk, name, `did not say \`ready\`${lastError(walk.incarnation(name))}`);
        const { host, port } = walk.places().listen(name);
        if (ready.host === host && ready.port === port) return null;
        return `${name} was told ${host} port ${port} and said ${ready.host} port ${ready.port}`;
      });
    },
  },
  {
    name: 'peer-up',
    says: 'Says `peer-up` of each neighbour that it can hear, and of nobody else.',
    optional: true,
    needs: 'ready',
    async try(walk) {
      await walk.settle();
      if (!walk.speaksOfNeighbours) return absent;
      const [stranger] = walk.strangers();
      if (stranger) return notMetBecause(`${stranger[0]} did not say that ${stranger[1]} is up`);
      const others = NAMES.flatMap((name) =>
        walk
          .incarnation(name)
          .events('peer-up')
          .filter(({ node }) => !walk.neighbours[name].some((neighbour) => neighbour === node))
          .map(({ node }) => `${name} said that ${node} is up, which is no neighbour of it`),
      );
      return others.length === 0 ? met : metUnless(...others.slice(0, 1));
    },
  },
];

function lastError(incarnation: { events(type: 'error'): { code: string; text: string }[] }): string {
  const error = incarnation.events('error').at(-1);
  return error ? `, but \`error\` ${error.code}: ${error.text}` : '';
}
