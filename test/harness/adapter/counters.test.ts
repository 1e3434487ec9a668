import { expect, it } from 'vitest';
import { countersIn } from '../../../harness/adapter/counters.ts';

it.each([
  ['{"in": 7, "peers": {"alive": 2}, "name": "n1", "list": [5]}', { in: 7, 'peers.alive': 2, 'list.0': 5 }],
  [
    'in 7\nout: 9\nlost = 0.5\n  "quoted": 3,\nnot a counter\nversion 1.2.3',
    { in: 7, out: 9, lost: 0.5, quoted: 3 },
  ],
  ['', {}],
  ['7', {}],
  ['null', {}],
  ['{"cut": 1, "of', {}],
])('%j has the counters %j', (text, counters) => {
  expect(countersIn(text)).toEqual(counters);
});
