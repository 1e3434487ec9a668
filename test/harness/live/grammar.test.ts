/**
 * What can be typed to a mesh that is held, and what step it becomes.
 */

import { describe, expect, it } from 'vitest';
import { TopologyError } from '../../../harness/common/errors.ts';
import { helpText, parseLine, WORDS } from '../../../harness/live/grammar.ts';
import { LiveSteps } from '../../../harness/topology/live-steps.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const stepOf = (line: string) => {
  const command = parseLine(line);
  return command.kind === 'act' ? command.step : command;
};

it.each<[string, object]>([
  ['inject n1 hello', { inject: 'hello', from: 'n1' }],
  ['inject n1,n2  a = b, twice ', { inject: 'a = b, twice', from: ['n1', 'n2'] }],
  [
    'inject all count=3 every=10ms bytes=200',
    { inject: { count: 3, every: '10ms', bytes: 200 }, from: 'all' },
  ],
  ['inject n1 text=007 count=2', { inject: { text: '007', count: 2 }, from: 'n1' }],
  ['kill n3', { kill: 'n3' }],
  ['stop n1..n3', { stop: 'n1..n3' }],
  ['start n1, n3', { start: ['n1', 'n3'] }],
  ['pause random(2)', { pause: 'random(2)' }],
  ['resume', { resume: 'all' }],
  ['resume n2', { resume: 'n2' }],
  ['cut n1 n2', { cut: ['n1', 'n2'] }],
  ['cut n1>n2', { cut: { from: 'n1', to: 'n2' } }],
  ['cut n1 -> n2', { cut: { from: 'n1', to: 'n2' } }],
  ['cut all', { cut: 'all' }],
  ['mend', { mend: 'all' }],
  ['mend n1 n2', { mend: ['n1', 'n2'] }],
  ['link n1 n2 loss=20%', { link: { between: ['n1', 'n2'], loss: '20%' } }],
  ['link n1>n2 latency=5ms', { link: { from: 'n1', to: 'n2', latency: '5ms' } }],
  ['link all burst=off', { link: { between: 'all', burst: 'off' } }],
  ['link n1 n2', { link: { between: ['n1', 'n2'] } }],
  [
    'partition n1,n2 | n3,n4',
    {
      partition: [
        ['n1', 'n2'],
        ['n3', 'n4'],
      ],
    },
  ],
  ['partition n1..n3|rest', { partition: ['n1..n3', 'rest'] }],
  ['heal', { heal: 'all' }],
  ['{ churn: { share: 20%, for: 30s } }', { churn: { share: '20%', for: '30s' } }],
  ['wait 1.5s', { kind: 'wait', forMs: 1500 }],
  ['save my session.yaml', { kind: 'save', file: 'my session.yaml' }],
  ['  # a remark', { kind: 'nothing' }],
  ['', { kind: 'nothing' }],
  ['finish', { kind: 'finish' }],
])('%s', (line, step) => {
  expect(stepOf(line)).toEqual(step);
});

describe('what is wrong is said with its cure', () => {
  it.each<[string, RegExp, RegExp]>([
    ['kil n2', /`kil` is no command/, /^Did you mean `kill`\?/],
    ['toString', /`toString` is no command/, /^What can be typed: inject/],
    ['inject n1', /`inject n1` is not all of it/, /`inject n1 hello`/],
    ['kill', /`kill` is not all of it/, /`kill n3`/],
    ['cut n1', /not all of it/, /`cut n1 n2`/],
    ['link n1 n2 loss', /not all of it/, /loss=20%/],
    ['link n1 n2 loss=1% fast', /`fast` has no value/, /loss=20%/],
    ['link n1 n2 loss=1% loss=2%', /`loss` appears here twice/, /Keep one/],
    ['wait 5', /`5` has no unit/, /`5ms` or `5s`/],
    ['save', /not all of it/, /save FILE/],
  ])('%s', (line, text, fix) => {
    expect(() => parseLine(line)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(text),
        fix: expect.stringMatching(fix),
        exitCode: 2,
      }),
    );
  });

  it('of a step in braces, in which names and texts are what stands there', () => {
    expect(parseLine('{ inject: 010, from: [0e55, null] }')).toEqual({
      kind: 'act',
      step: { inject: '010', from: ['0e55', 'null'] },
    });
    expect(parseLine('{ inject: { count: 010 }, from: yes }')).toEqual({
      kind: 'act',
      step: { inject: { count: 10 }, from: 'yes' },
    });
  });

  it('of a step in braces at its column', () => {
    expect(() => parseLine('{ kill: n3')).toThrow(TopologyError);
    expect(() => parseLine('{ kill: n3')).toThrow(/^line:1:\d+ /);
  });
});

it('what a file would refuse is refused in the words of a file', () => {
  const topology = topologyFromObject({ nodes: { count: 4 }, links: { shape: 'ring' } });
  const refused = (line: string) => {
    const step = stepOf(line) as Record<string, unknown>;
    return () => new LiveSteps(topology).expand(step, 1000);
  };
  expect(refused('kill n9')).toThrow('`kill`: `n9` is no node');
  expect(refused('link n1 n2 loss=20')).toThrow('`link.loss`: `20` has no unit');
  expect(refused('link n1 n2 lost=20%')).toThrow('unknown key `lost`');
  expect(refused('cut n1 n3')).toThrow('`n1` and `n3` are not linked');
  expect(refused('partition n1,n2')).toThrow('a partition of only one group');
  expect(refused('resume')).toThrow('no node of `all` is paused');
});

it('help has every command', () => {
  for (const word of WORDS) expect(helpText()).toMatch(new RegExp(`^  ${word}\\b`, 'm'));
});
