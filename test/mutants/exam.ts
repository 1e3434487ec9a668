/**
 * The testbed's own exam: each bug, the topology in which it must be caught, and what must be said of it. `docs/mutants.md`
 * shows this table.
 */

import type { CheckName, Word } from '../../harness/check/explain/finding.ts';

export interface Question {
  bug: string;
  /** `topologies/<name>.yaml`. */
  topology: string;
  /** What it must be called, and by which check. */
  word: Word;
  check: CheckName;
  /** Found in the finding or its causes: the node, and what is wrong with it. */
  says: RegExp;
  /** What the finding comes to by itself; the run is `failed` in any case. */
  verdict: 'failed' | 'inconclusive';
}

export const EXAM: readonly Question[] = [
  ask(
    'forwards nothing',
    'line',
    'lost',
    'delivery',
    /n4 never got \S+: .*consistent with n3 not sending it on/,
  ),
  ask(
    'forwards every tenth not',
    'line',
    'lost',
    'delivery',
    /n4 never got n1-1-[12]0: .*n3 not sending it on/,
  ),
  ask(
    'forwards only to the first neighbour',
    'line',
    'lost',
    'delivery',
    /n4 never got \S+: .*n3 not sending it on/,
  ),
  ask(
    'spoils what it forwards',
    'line',
    'lost',
    'delivery',
    /n4 never got \S+: .*n3 not sending it on, or n4 dropping it/,
  ),
  ask('says ready before it is bound', 'line', 'lost', 'delivery', /n3 never got \S+: .*or n3 dropping it/),
  ask('forwards after a minute', 'line', 'lost', 'delivery', /n4 never got \S+: .*n3 not sending it on/),
  ask('blocks its own loop', 'line', 'lost', 'delivery', /n3 never got \S+: .*or n3 dropping it/),
  ask('ignores inject', 'line', 'unanswered', 'conduct', /n3 never answered `inject`/),
  ask(
    'forwards to the sender too',
    'line',
    'too many copies',
    'traffic',
    /n2 got most: .*its neighbours are n1 and n3/,
  ),
  ask('forwards three times', 'line', 'too many copies', 'traffic', /n4 got most: .*its neighbours are n3/),
  ask('delivers twice', 'line', 'duplicate', 'duplicates', /n3 delivered \S+ again/),
  ask('changes a byte', 'line', 'corrupt', 'integrity', /n3 delivered \S+ with other content/),
  ask('tells a wrong digest', 'line', 'corrupt', 'integrity', /n3 delivered \S+ with other content/),
  ask('delivers its own', 'line', 'echo', 'integrity', /n3 delivered n3-1-\d, which it had injected itself/),
  ask(
    'invents a message',
    'line',
    'phantom',
    'integrity',
    /delivered n3-1-\d+ at .*which nobody was asked to inject/,
  ),
  ask('exits quietly', 'line', 'crashed', 'conduct', /n3 exited with code 0/),
  ask('never pings', 'line', 'missed return', 'keepalive', /n3 had not reported n[24] up/),
  ask('never answers a ping', 'line', 'missed return', 'keepalive', /n[24] had not reported n3 up/),
  ask('stops after a thousand messages', 'thousand', 'lost', 'delivery', /n3 never got n1-1-1[01]\d\d/),
  ask('leaks memory with each message', 'thousand', 'too much memory', 'memory', /n3 \(start 1\) took up to/),
  ask('forgets duplicates after a while', 'ring', 'duplicate', 'duplicates', /n3 delivered n1-1-\d+ again/),
  ask('declares dead too early', 'ring', 'false death', 'keepalive', /n3 reported n[24] down/),
  ask(
    'lies in stats',
    'ring',
    'miscounted',
    'conduct',
    /n3 \(start 1\) said `(bytes\.sent|delivered)` \d+ in its `stats`/,
  ),
  ask('never declares dead', 'death', 'missed death', 'keepalive', /n3 still reported n4 up/),
  ask(
    'raises the dead',
    'death',
    'false life',
    'keepalive',
    /n3 reported n4 up at .*since it had reported it down/,
  ),
  ask(
    'takes everybody for alive',
    'absent',
    'false life',
    'keepalive',
    /n3 reported n4 up at .*nothing can have come from it ever.*n4 had never been started/,
  ),
  ask('never forgives', 'death', 'missed return', 'keepalive', /n3 had not reported n4 up/),
  ask(
    'loses its list on restart',
    'restart',
    'missed return',
    'keepalive',
    /n3, started again at .*, had not reported n[24] up/,
  ),
  ask('reuses ids after a restart', 'restart', 'id reused', 'integrity', /n3 gave its message the id n3-1-1/),
  ask(
    'does not catch up',
    'partition',
    'lost',
    'delivery',
    /n4 never got \S+: .*n3 not sending it on, or n4 dropping it/,
  ),
  ask(
    'sends around the relay',
    'partition',
    'leaked',
    'isolation',
    /n4 delivered n3-1-\d at .*could not have come from n3/,
  ),
  ask(
    'refuses what it could send',
    'contract',
    'refused',
    'conduct',
    /n3 refused a message .*must be accepted/,
  ),
  ask('refuses nothing', 'contract', 'not refused', 'conduct', /n3 took a message .*that it had to refuse/),
  ask(
    'says goodbye and stays',
    'contract',
    'unanswered',
    'conduct',
    /n3 \(start 1\) did not exit after `stop`/,
  ),
  ask('dies of a message', 'gone', 'not done', 'conduct', /The injection 2\.0 was not done/, 'inconclusive'),
  ask('answers strangers', 'attack', 'answered a stranger', 'conduct', /n3 answered a stranger \d+ times/),
  ask(
    'believes what nobody signed',
    'attack',
    'phantom',
    'integrity',
    /n3 delivered \S+ at .*which nobody was asked to inject/,
  ),
];

function ask(
  bug: string,
  topology: string,
  word: Word,
  check: CheckName,
  says: RegExp,
  verdict: Question['verdict'] = 'failed',
): Question {
  return { bug, topology, word, check, says, verdict };
}
