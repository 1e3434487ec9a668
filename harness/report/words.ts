/**
 * What the words of the verdict mean, said so that a reader need not look them up in docs/verdicts.md.
 */

import type { Word } from '../check/explain/finding.ts';
import { plural } from '../common/wording.ts';

interface Meaning {
  /** Counts in the first sentence: `3 deliveries lost`. */
  phrase(n: number): string;
  meaning: string;
}

/** In the order in which a reader wants them: what is most likely the root of the rest comes first. */
export const WORDS: Record<Word, Meaning> = {
  crashed: { phrase: (n) => `${plural(n, 'node')} crashed`, meaning: 'exited, and no step asked for it' },
  unanswered: {
    phrase: (n) => `${plural(n, 'injection')} unanswered`,
    meaning: 'asked to inject, said neither injected nor error within a second',
  },
  'not done': {
    phrase: (n) => `${plural(n, 'injection')} not done`,
    meaning: 'the step could not be carried out as the file has it, so less was tested than it asks for',
  },
  'not ready': {
    phrase: (n) => `${plural(n, 'node')} not ready`,
    meaning: 'started, and never said that it is ready',
  },
  refused: {
    phrase: (n) => `${plural(n, 'injection')} refused`,
    meaning: 'the node answered a message of the scenario with an error',
  },
  'not refused': {
    phrase: (n) => `${plural(n, 'injection')} not refused`,
    meaning: 'the node took a message that it had to refuse',
  },
  lost: {
    phrase: (n) => `${plural(n, 'delivery', 'deliveries')} lost`,
    meaning: 'owed, and not delivered by the end of the run',
  },
  late: {
    phrase: (n) => `${plural(n, 'delivery', 'deliveries')} late`,
    meaning: 'delivered after the time in which it was owed',
  },
  'too few deliveries': {
    phrase: () => 'too few deliveries',
    meaning: 'fewer of the deliveries owed came in time than `share` asks for',
  },
  duplicate: {
    phrase: (n) => plural(n, 'duplicate'),
    meaning: 'delivered more than once by one start of a node',
  },
  echo: {
    phrase: (n) => plural(n, 'echo', 'echoes'),
    meaning: 'delivered by the node that had injected it',
  },
  corrupt: {
    phrase: (n) => `${plural(n, 'payload')} corrupt`,
    meaning: 'the payload delivered is not the one injected',
  },
  phantom: { phrase: (n) => plural(n, 'phantom'), meaning: 'delivered, and nobody was asked to inject it' },
  'id reused': { phrase: (n) => `${plural(n, 'id')} reused`, meaning: 'one id for two injections' },
  'false death': {
    phrase: (n) => plural(n, 'false death'),
    meaning: 'a neighbour reported down that ran and could be reached',
  },
  'false life': {
    phrase: (n) => plural(n, 'false life', 'false lives'),
    meaning: 'a neighbour reported up from which nothing can have come',
  },
  'missed death': {
    phrase: (n) => plural(n, 'missed death'),
    meaning: 'a silent neighbour still reported up after `detect`',
  },
  'missed return': {
    phrase: (n) => plural(n, 'missed return'),
    meaning: 'a neighbour that is there, and not reported up within `recover`',
  },
  'too many copies': {
    phrase: () => 'too many copies',
    meaning: 'more copies received for each delivery than `traffic` allows',
  },
  'too slow': { phrase: () => 'too slow', meaning: 'latency over the bound of `latency`' },
  'too much memory': {
    phrase: (n) => `too much memory in ${plural(n, 'node')}`,
    meaning: 'more memory taken than `memory` allows',
  },
  miscounted: {
    phrase: (n) => `${plural(n, 'count')} too low`,
    meaning: "a node's `stats` say less than it was seen to do",
  },
  'answered a stranger': {
    phrase: (n) => `${plural(n, 'node')} answered a stranger`,
    meaning: 'the node answered an attacker whose address it was never given',
  },
  'evidence missing': {
    phrase: (n) => `evidence missing in ${plural(n, 'place')}`,
    meaning: 'a hole in what a node reported',
  },
  leaked: {
    phrase: (n) => `${plural(n, 'delivery', 'deliveries')} leaked`,
    meaning: 'delivered earlier than any open path allows: not over the links that were judged',
  },
  unlucky: {
    phrase: (n) => `${n} unlucky`,
    meaning: 'the conditions of links dropped all that was sent in that time, or held it up for too long',
  },
  misled: {
    phrase: (n) => `${n} possibly misled by relays`,
    meaning: 'wrong, but a program that learns addresses may have learned those of relays',
  },
  excused: {
    phrase: (n) => `${n} excused by overload`,
    meaning: 'wrong, but overload from outside the node can explain it',
  },
  'tested nothing': {
    phrase: (n) => `${plural(n, 'check')} tested nothing`,
    meaning: 'asked for, and met nothing that it could have judged',
  },
};

export const WORD_ORDER = Object.keys(WORDS) as Word[];
