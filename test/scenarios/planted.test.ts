import { expect, test } from 'vitest';
import { reportText } from '../../harness/report/text.ts';
import { BUGS } from '../mutants/bugs/index.ts';
import { NEEDS_A_PROCESS } from '../mutants/simulated.ts';
import { provoke } from './provoke.ts';
import { scenario } from './scenario.ts';

/** `bench/planted.ts` tries many more. */
const SEEDS = [2, 3];
const SIMULATED = Object.keys(BUGS).filter((bug) => !NEEDS_A_PROCESS.includes(bug));

test.each(SEEDS)('no planted bug that does harm for certain is missed (seed %i)', async (seed) => {
  const found: string[] = [];
  for (const bug of SIMULATED) {
    const { outcome, wrong, result } = await provoke(bug, scenario(seed));
    expect(outcome, `${bug}: ${wrong.join('; ')}\n${reportText(result)}`).not.toBe('missed');
    if (outcome === 'found') found.push(bug);
  }
  expect(found.length).toBeGreaterThan(SIMULATED.length / 4);
});

test('the plain judge has nothing against the correct peer', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const { wrong, outcome } = await provoke(null, scenario(seed));
    expect(wrong, `seed ${seed}`).toEqual([]);
    expect(outcome, `seed ${seed}`).toBe('idle');
  }
});
