import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForInterruption } from '../../../harness/cli/interruption.ts';

function aListener() {
  const source = new EventEmitter();
  const left: number[] = [];
  const said: string[] = [];
  let nowMs = 0;
  const interruption = listenForInterruption(
    source as never,
    (code) => left.push(code),
    (text) => said.push(text),
    () => nowMs,
  );
  const press = (atMs: number, signal = 'SIGINT') => {
    nowMs = atMs;
    source.emit(signal);
  };
  return { source, left, said, interruption, press };
}

it('asks the run to end at the first signal, and says so', () => {
  const { interruption, press, left, said } = aListener();
  press(10, 'SIGTERM');
  expect(interruption.signal.aborted).toBe(true);
  expect(said).toEqual(['interrupted: ending the nodes; once more to leave at once\n']);
  expect(left).toEqual([]);
});

it('leaves at once at the second', () => {
  const { press, left } = aListener();
  press(10);
  press(1000);
  expect(left).toEqual([130]);
});

it('takes two signals that come together for one: npm sends on what the terminal sent already', () => {
  const { press, left } = aListener();
  press(10);
  press(12);
  expect(left).toEqual([]);
});

it('listens no more when it is over', () => {
  const { interruption, source } = aListener();
  interruption[Symbol.dispose]();
  expect(source.eventNames()).toEqual([]);
});
