/** A second life, and a second run in the same life. */

import { createSocket } from 'node:dgram';

import type { Endpoint } from '../../../node/contract/types.ts';
import { absent, metUnless, notMetBecause, type Requirement } from '../walk/types.ts';
import { NAMES, type Places } from '../walk/walk.ts';
import { acceptedMessages } from './messages.ts';
import { complaintsAboutEach, unlessItEnded } from './say.ts';

export const AGAIN: Requirement[] = [
  {
    name: 'boot',
    says: 'Started again in the same run, with `boot` one more, it uses no id again that it gave before.',
    needs: 'forwarded',
    async try(walk) {
      if (walk.incarnation('n2').exit === null) await walk.kill('n2');
      await walk.start(['n2'], 2);
      if (!(await walk.hears('n2', 'idle', walk.patience.idle)))
        return notMetBecause(unlessItEnded(walk, 'n2', 'did not say `idle`'));
      walk.configure('n2');
      if (!(await walk.hears('n2', 'ready', walk.patience.ready)))
        return notMetBecause(unlessItEnded(walk, 'n2', 'did not say `ready`'));
      await walk.settle();
      const before = acceptedMessages(walk).map(({ answer }) => answer.message);
      const message = await walk.inject('n2', 'back again');
      if (message.answer?.type !== 'injected')
        return notMetBecause(unlessItEnded(walk, 'n2', 'did not say `injected`'));
      const id = message.answer.message;
      if (before.includes(id))
        return notMetBecause(`n2 gave its first message after its return the id ${JSON.stringify(id)} again`);
      const [name] = await walk.lacking(message, ['n3']);
      return metUnless(
        name !== undefined &&
          unlessItEnded(walk, name, `did not deliver ${id}, which n2 injected after its return`),
      );
    },
  },
  {
    name: 'reset',
    says: 'After `reset` it closes its socket, says `idle` and serves the next run, under its name and on another port.',
    optional: true,
    needs: 'forwarded',
    async try(walk) {
      const idles = (name: (typeof NAMES)[number]) => walk.incarnation(name).events('idle').length;
      for (const name of NAMES) walk.send(name, { type: 'reset' });
      const again = await Promise.all(NAMES.map((name) => walk.answers(name).then(() => idles(name) > 1)));
      if (NAMES.some((name) => walk.incarnation(name).exit))
        return notMetBecause(unlessItEnded(walk, NAMES.find((name) => walk.incarnation(name).exit)!, ''));
      if (!again.includes(true)) return absent;
      const before = walk.places();
      const open = walk.runtime.name === 'process' && !(await isFree(before.listen('n1')));
      if (open) return notMetBecause('n1 still has its socket after `idle`');
      const run = `${walk.runs[0]}b`;
      walk.runs.push(run);
      const places = moved(before);
      for (const name of NAMES) walk.configure(name, { boot: 1 }, places);
      const outcome = await complaintsAboutEach(NAMES, async (name) => {
        const ready = await walk.hears(name, 'ready', walk.patience.soon, (event) => event.run === run);
        return ready ? null : unlessItEnded(walk, name, 'did not say `ready` again, with the new `run`');
      });
      if (outcome.state !== 'met') return outcome;
      await walk.settle();
      const message = await walk.inject('n1', 'in another run');
      const [name] = await walk.lacking(message, ['n3', 'n2']);
      return metUnless(
        name !== undefined && unlessItEnded(walk, name, 'did not deliver what n1 injected in the next run'),
      );
    },
  },
];

/** The next port on the same hosts, and straight from one to the other. */
function moved({ listen }: Places): Places {
  const next = (name: string): Endpoint => ({ host: listen(name).host, port: listen(name).port + 1 });
  return { listen: next, reach: (_from, to) => next(to) };
}

async function isFree({ host, port }: Endpoint): Promise<boolean> {
  const socket = createSocket('udp4');
  const free = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ address: host, port, exclusive: true }, () => resolve(true));
  });
  socket.close();
  return free;
}
