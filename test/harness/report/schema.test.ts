import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resultJson } from '../../../harness/report/json.ts';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import { resultJsonSchema } from '../../../harness/report/schema.ts';
import { WORD_ORDER } from '../../../harness/report/words.ts';
import { trace } from '../check/trace.ts';
import { misfits } from '../topology/json-schema.ts';
import { aCheck, aFailedRing, aLoss, aPassedRing } from './results.ts';

const schema = resultJsonSchema();
const asWritten = (result: Parameters<typeof resultJson>[0]) =>
  JSON.parse(JSON.stringify(resultJson(result)));

describe('schema/result.json', () => {
  it('is that of the code', () => {
    const stale = 'stale: run node tools/generate-schema.ts';
    expect(readFileSync('schema/result.json', 'utf8'), stale).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('fits results of every word and every end', () => {
    const findings = WORD_ORDER.map((word) => aLoss({ word, neighbour: 'n8' }));
    const halfway = [
      { atMs: 3000, checks: [aCheck('latency', { pendingUntilMs: -Infinity, notes: ['why'] })] },
    ];
    const notes = [{ atMs: 4000, text: 'The partition at 4.000 s met nothing.', evidence: [7] }];
    expect(misfits(schema, asWritten(aPassedRing({ notes, given: ['a'], notGiven: ['b'] })))).toEqual([]);
    expect(misfits(schema, asWritten(aFailedRing(findings, { halfway })))).toEqual([]);
    for (const end of ['deadline', 'interrupted', 'broken', 'cut'] as const) {
      expect(misfits(schema, asWritten(aFailedRing([], { end })))).toEqual([]);
    }
  });

  it('fits what judging a journal comes to', () => {
    const records = trace('a-b b-c', '1000 inject a m\n1001 deliver b m\n9000 crash c\n60000 end');
    expect(misfits(schema, asWritten(judgeRecords(records, { file: 'a.yaml', out: 'o' })))).toEqual([]);
  });

  it.each([
    ['verdict', 'fine'],
    ['checks', [{ check: 'delivery' }]],
    ['seed', -1],
    ['figures', {}],
  ])('refuses %s: %j', (key, value) => {
    expect(misfits(schema, { ...asWritten(aPassedRing()), [key]: value })).not.toEqual([]);
  });
});
