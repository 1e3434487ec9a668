import { expect, it } from 'vitest';
import { VERSION } from '../../../harness/common/version.ts';
import { resultJson } from '../../../harness/report/json.ts';
import { aFailedRing, aLoss } from './results.ts';

it('has a shape that programs may rely on', () => {
  const json = resultJson(aFailedRing([aLoss()]));
  expect(Object.keys(json)).toEqual([
    'version',
    'meshbed',
    'name',
    'file',
    'run',
    'seed',
    'runtime',
    'verdict',
    'end',
    'figures',
    'checks',
    'halfway',
    'out',
  ]);
  expect(json).toMatchObject({ version: 1, meshbed: VERSION, verdict: 'failed', end: { reason: 'decided' } });
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

it('has what containers were given, or would have been, where that is anything', () => {
  const json = resultJson({ ...aFailedRing([aLoss()]), given: ['n1 has KILL'] });
  expect(json.given).toEqual(['n1 has KILL']);
  expect(resultJson({ ...aFailedRing([aLoss()]), notGiven: ['n1 has KILL'] }).notGiven).toEqual([
    'n1 has KILL',
  ]);
});
