import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenForInterruption } from '../../../harness/cli/terminal/interruption.ts';

function aListener() {
  const source = new EventEmitter();
  const left: number[] = [];
  let nowMs = 0;
  const interruption = listenForInterruption(
    source as never,
    (code) => left.push(code),
    () => nowMs,
  );
  const press = (atMs: number, signal = 'SIGINT') => {
    nowMs = atMs;
    source.emit(signal);
  };
  return { source, left, interruption, press };
}

it('asks what holds on to end, at the first signal', () => {
  const { interruption, press, left } = aListener();
  interruption.hold();
  press(10, 'SIGTERM');
  expect(interruption.signal.aborted).toBe(true);
  expect(left).toEqual([]);
});

it('leaves at once at the second', () => {
  const { press, left, interruption } = aListener();
  interruption.hold();
  press(10);
  press(1000);
  expect(left).toEqual([130]);
});

it('takes two signals that come together for one: npm sends on what the terminal sent already', () => {
  const { press, left, interruption } = aListener();
  interruption.hold();
  press(10);
  press(12);
  expect(left).toEqual([]);
});

it('listens no more when it is over', () => {
  const { interruption, source } = aListener();
  interruption[Symbol.dispose]();
  expect(source.eventNames()).toEqual([]);
});

it('leaves at the first signal when nothing holds on, any more', () => {
  const { press, left, interruption } = aListener();
  interruption.hold()[Symbol.dispose]();
  press(10);
  expect(left).toEqual([130]);
  expect(interruption.signal.aborted).toBe(false);
});
