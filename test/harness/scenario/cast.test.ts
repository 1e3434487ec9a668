import { expect, test } from 'vitest';
import { Journal } from '../../../harness/journal/journal.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { realClock } from '../../../harness/runtime/clock.ts';
import type { Runtime } from '../../../harness/runtime/port.ts';
import { Cast, MOST_NONSENSE } from '../../../harness/scenario/cast.ts';
import { header } from '../check/trace.ts';

test('a node that prints nonsense in a loop does not fill the journal', () => {
  const head = header('a-b');
  const journal = new Journal(head, null);
  journal.begin(0);
  const runtime = { clock: realClock } as Runtime;
  const cast = new Cast(makePlan(head.topology, 'r'), runtime, journal, () => {});
  cast.actor('a').rise(0);
  for (let i = 0; i < 10 * MOST_NONSENSE; i++) cast.nonsense({ node: 'a', boot: 1 }, 'hey', i);
  expect(journal.history.nonsense).toHaveLength(MOST_NONSENSE);
  cast.actor('a').rise(5000);
  cast.nonsense({ node: 'a', boot: 2 }, 'hey', 5001);
  expect(journal.history.nonsense).toHaveLength(MOST_NONSENSE + 1);
});
