/** Messages, from `inject` to `delivered`. */

import { absent, met, metUnless, notMetBecause, type Outcome, type Requirement } from '../walk/types.ts';
import { NAMES, type Name, type Walk, type WalkMessage } from '../walk/walk.ts';
import { complaintsAboutEach, seenByRelays, unlessItEnded } from './say.ts';

/** Every byte there is, zero, quote, newline and half characters among them. */
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const FIRST: [Name, Buffer | string][] = [
  ['n1', 'hello'],
  ['n1', 'hello'],
  ['n1', ALL_BYTES],
  ['n3', 'from the other end'],
  ['n2', Buffer.alloc(600, 'from the middle ')],
];
const FAR_BYTES = 60_000;

export const MESSAGES: Requirement[] = [
  {
    name: 'injected',
    says: 'Answers `inject` within a second, by `injected` or by `error`, with the same `ref`.',
    needs: 'ready',
    async try(walk) {
      for (const [from, payload] of FIRST) await walk.inject(from, payload);
      const silent = walk.messages.find(({ answer }) => answer === null);
      if (silent)
        return notMetBecause(unlessItEnded(walk, silent.from, 'did not answer `inject` within a second'));
      if (acceptedMessages(walk).length > 0) return met;
      const [error] = walk.incarnation('n1').events('error').slice(-1);
      return notMetBecause(`every message was refused; the last with ${error?.code}: ${error?.text}`);
    },
  },
  {
    name: 'delivered',
    says: 'Says `delivered` when a message comes from a neighbour that was asked to `inject` it.',
    needs: 'injected',
    try: (walk) => reaches(walk, (from) => NAMES.filter((name) => walk.neighbours[from].includes(name))),
  },
  {
    name: 'forwarded',
    says: 'Carries messages on, so that nodes which are no neighbours of the origin deliver them too.',
    needs: 'delivered',
    try: (walk) =>
      reaches(walk, (from) => NAMES.filter((name) => name !== from && !walk.neighbours[from].includes(name))),
  },
  {
    name: 'same-id',
    says: 'Calls a message by the same `message` in `injected` and in every `delivered`.',
    needs: 'delivered',
    try(walk) {
      const ids = acceptedMessages(walk).map(({ answer }) => answer.message);
      const strange = walk.incarnations().flatMap((incarnation) =>
        incarnation
          .events('delivered')
          .filter(({ message }) => !ids.includes(message))
          .map(({ message }) => `${incarnation.node} delivered ${JSON.stringify(message)}`),
      );
      if (strange.length === 0) return met;
      return notMetBecause(
        `${strange[0]}, and \`injected\` had named ${ids.map((id) => JSON.stringify(id)).join(', ')}`,
      );
    },
  },
  {
    name: 'new-id',
    says: 'Gives every message an id of its own, also when the content is the same.',
    needs: 'injected',
    try(walk) {
      const ids = acceptedMessages(walk).map(({ answer }) => answer.message);
      const twice = ids.find((id, i) => ids.indexOf(id) !== i);
      return metUnless(twice !== undefined && `two messages were given the id ${JSON.stringify(twice)}`);
    },
  },
  {
    name: 'digest',
    says: 'Reports as `digest` the first 16 hex digits, in lower case, of the SHA-256 of the payload as injected.',
    needs: 'same-id',
    try(walk) {
      const wrong = acceptedMessages(walk).flatMap((message) =>
        NAMES.flatMap((name) =>
          walk
            .deliveries(name, message)
            .filter(({ digest }) => digest !== message.digest)
            .map(({ digest }) => `${name} said ${JSON.stringify(digest)}, expected ${message.digest}`),
        ),
      );
      return metUnless(wrong[0] ?? null);
    },
  },
  {
    name: 'via',
    says: 'Says in `delivered` from which neighbour the message came, as `via`.',
    optional: true,
    needs: 'delivered',
    try(walk) {
      const said = NAMES.flatMap((name) =>
        walk
          .incarnation(name)
          .events('delivered')
          .map(({ via }) => ({ name, via })),
      ).filter(({ via }) => via !== undefined);
      if (said.length === 0) return absent;
      const wrong = said.find(
        ({ name, via }) => !walk.neighbours[name].some((neighbour) => neighbour === via),
      );
      return metUnless(
        wrong !== undefined && `${wrong.name} said ${JSON.stringify(wrong.via)}, which is no neighbour of it`,
      );
    },
  },
  {
    name: 'hops',
    says: 'Says in `delivered` over how many links the message came, as `hops`: 1 from the origin.',
    optional: true,
    needs: 'forwarded',
    try(walk) {
      const told = acceptedMessages(walk).flatMap((message) =>
        NAMES.flatMap((name) =>
          walk
            .deliveries(name, message)
            .map(({ hops }) => ({ name, hops, due: distance(walk, message.from, name) })),
        ),
      );
      if (told.every(({ hops }) => hops === undefined)) return absent;
      const wrong = told.find(({ hops, due }) => hops !== due);
      return metUnless(wrong !== undefined && `${wrong.name} said ${wrong.hops}, expected ${wrong.due}`);
    },
  },
  {
    name: 'any-payload',
    says: 'Answers `inject` of no bytes and of 60,000 too, and goes on.',
    needs: 'injected',
    async try(walk) {
      for (const bytes of [0, FAR_BYTES]) {
        const { answer } = await walk.inject('n1', Buffer.alloc(bytes, 'x'));
        if (answer === null)
          return notMetBecause(unlessItEnded(walk, 'n1', `did not answer \`inject\` of ${bytes} bytes`));
      }
      return await complaintsAboutEach(NAMES, async (name) =>
        (await walk.answers(name)) ? null : unlessItEnded(walk, name, 'did not answer `ping` after it'),
      );
    },
  },
];

type Accepted = WalkMessage & { answer: { type: 'injected'; message: string } };

export function acceptedMessages(walk: Walk): Accepted[] {
  return walk.messages.filter((message): message is Accepted => message.answer?.type === 'injected');
}

/** Every message that was accepted came to those that it should come to. */
async function reaches(walk: Walk, whom: (from: Name) => Name[]): Promise<Outcome> {
  return await complaintsAboutEach(acceptedMessages(walk), async (message) => {
    const [name] = await walk.lacking(message, whom(message.from));
    if (name === undefined) return null;
    const what = `did not deliver ${message.answer.message} of ${message.from}`;
    return unlessItEnded(walk, name, `${what}${await seenByRelays(walk, message.from)}`);
  });
}

function distance(walk: Walk, from: Name, to: Name): number {
  return walk.neighbours[from].includes(to) ? 1 : 2;
}
