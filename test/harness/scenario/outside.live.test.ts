/** What others do to a node while it runs, as a process: it is said, and held against nobody. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mesh } from '../../../harness/index.ts';
import { allFindings } from '../../../harness/report/headline.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';

const LINE = {
  name: 'outside',
  nodes: { n1: {}, n2: { env: { MESHBED_TEST: 'the one' } }, n3: {} },
  links: { shape: 'line' },
  peer: { keepalive: '200ms' },
  expect: { delivery: { within: '1s' }, settle: '100ms' },
};

test.runIf(process.platform === 'linux')(
  'a node that is stopped by a signal, in the middle of a line: its neighbours call it dead, and nothing fails',
  async () => {
    await using mesh = await Mesh.start(LINE, { runtime: 'process' });
    const { pid } = markedProcesses().find(
      (found) =>
        found.run === mesh.run &&
        readFileSync(`/proc/${found.pid}/environ`, 'latin1').includes('MESHBED_TEST=the one'),
    )!;
    process.kill(pid, 'SIGSTOP');
    await mesh.noticedDeath('n2', { within: '30s' });
    await mesh.inject('nobody hears this', { from: 'n1' });
    const result = await mesh.verdict();
    expect(
      allFindings(result)
        .map(({ text }) => text)
        .join('\n'),
    ).toMatch(
      /There was a stop from outside of n2 \(start 1\) between \S+ s and \S+ s, and no step had asked for it/,
    );
    expect(result.verdict).toBe('inconclusive');
  },
);

test('a node that a step pauses is not said to be stopped by others', async () => {
  await using mesh = await Mesh.start(LINE, { runtime: 'process' });
  await mesh.pause('n2');
  await mesh.noticedDeath('n2', { within: '30s' });
  await mesh.resume('n2');
  await mesh.noticedReturn('n2', { within: '30s' });
  const texts = allFindings(await mesh.verdict()).map(({ text }) => text);
  expect(texts.filter((text) => /from outside/.test(text))).toEqual([]);
});
