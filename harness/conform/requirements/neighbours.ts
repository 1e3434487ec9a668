/** To whom a program speaks, and when. */

import { randomBytes } from 'node:crypto';

import { absent, met, metUnless, notMetBecause, type Outcome, type Requirement } from '../walk/types.ts';
import { NAMES, type Walk } from '../walk/walk.ts';
import { unlessItEnded } from './say.ts';

/** Large, so that the datagram with it is not taken for anything else. */
const BIG_BYTES = 700;
const BIG_MESSAGES = 20;
/** Clocks of containers on one machine are the same; those of a virtual one beside it nearly. */
const CLOCK_MS = 5;

export const NEIGHBOURS: Requirement[] = [
  {
    name: 'only-neighbours',
    says: 'Sends only to the addresses that it was given: nothing gets past a link that is cut.',
    needs: 'delivered',
    async try(walk) {
      await walk.cut('n1', 'n2', true);
      const message = await walk.inject('n1', 'nobody can hear this');
      await walk.quiet();
      const past = (['n2', 'n3'] as const).find((name) => walk.deliveries(name, message).length > 0);
      await walk.cut('n1', 'n2', false);
      await walk.settle();
      return metUnless(
        past !== undefined &&
          `${past} delivered a message of n1 although the only link of n1 was cut: somebody goes around it`,
      );
    },
  },
  {
    name: 'peers',
    says: 'Takes the list in `peers` for its neighbours from then on: sends to the new ones, and to the old ones no more.',
    needs: 'forwarded',
    async try(walk) {
      await walk.rewire();
      for (const name of NAMES) await walk.answers(name);
      await walk.settle();
      const before = (await walk.offered('n1', 'n2')) + (await walk.offered('n2', 'n1'));
      const message = await walk.inject('n1', 'by another way');
      const [name] = await walk.lacking(message, ['n3', 'n2']);
      const after = (await walk.offered('n1', 'n2')) + (await walk.offered('n2', 'n1'));
      return metUnless(
        name !== undefined && unlessItEnded(walk, name, 'did not deliver what n1 injected after `peers`'),
        after > before &&
          `${after - before} datagrams still went between n1 and n2, which are no neighbours any more`,
      );
    },
  },
  {
    name: 'injected-first',
    says: 'Writes `injected` before the first datagram of that message leaves.',
    needs: 'peers',
    try: (walk) => (walk.tap ? atTheTap(walk) : byTheClocks(walk)),
  },
  {
    name: 'peer-down',
    says: 'Says `peer-down` with a `reason` of a neighbour that is silent.',
    optional: true,
    needs: 'ready',
    async try(walk) {
      if (!walk.speaksOfNeighbours) return absent;
      await walk.settle();
      if (walk.lastWord('n3', 'n2') !== 'peer-up')
        return notMetBecause('n3 did not say that n2 is up in the first place');
      await walk.kill('n2');
      const down = () => walk.lastWord('n3', 'n2') === 'peer-down' || walk.incarnation('n3').exit !== null;
      await walk.record.until(down, walk.patience.death);
      if (walk.lastWord('n3', 'n2') === 'peer-down') return met;
      return notMetBecause(
        unlessItEnded(walk, 'n3', `did not say so within ${walk.patience.death / 1000} s of the death of n2`),
      );
    },
  },
];

/** The datagram with the message passes us. What was written before it was sent can be read by now, or at the next turn. */
async function atTheTap(walk: Walk): Promise<Outcome> {
  let early = 0;
  let seen = 0;
  for (let i = 0; i < BIG_MESSAGES; i++) {
    const said = () => walk.incarnation('n1').events('injected').length;
    const before = said();
    let looked: Promise<void> | null = null;
    walk.tap!.onFirst = (bytes) => {
      if (bytes.length < BIG_BYTES || looked) return;
      seen++;
      looked = twoTurns().then(() => {
        if (said() === before) early++;
      });
    };
    const message = await walk.inject('n1', randomBytes(BIG_BYTES));
    await walk.lacking(message, ['n3']);
    await looked;
  }
  walk.tap!.onFirst = () => {};
  if (seen === 0) return await byTheClocks(walk);
  return metUnless(
    early > 0 && `of ${early} among ${seen} messages a datagram had left n1 before it said \`injected\``,
  );
}

/** A weaker look: nobody reports a message as delivered before its origin reports it as injected. */
async function byTheClocks(walk: Walk): Promise<Outcome> {
  const message = await walk.inject('n1', randomBytes(BIG_BYTES));
  await walk.lacking(message, ['n3']);
  const { answer } = message;
  if (answer?.type !== 'injected')
    return { ...met, seen: 'a message of 700 bytes was refused, so it could not be seen' };
  const early = walk.deliveries('n3', message).find(({ t }) => t < answer.t - CLOCK_MS);
  if (!early) return { ...met, seen: 'as far as can be seen by the times that were reported' };
  return notMetBecause(
    `n3 delivered ${answer.message} at ${early.t}, and n1 said \`injected\` at ${answer.t}`,
  );
}

async function twoTurns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
