import { expect, test } from 'vitest';
import { Outages } from '../../../node/link/outages.ts';

const WAY = 7;
const none = { outages: [], delays: [] };

/** Drops at those moments; then one passes at `passedMs` and arrives 10 ms later. */
function told(droppedMs: readonly number[], passedMs: number) {
  const outages = new Outages();
  for (const ms of droppedMs) outages.dropped(WAY, ms);
  outages.passed(WAY, passedMs, passedMs + 10);
  return outages.take(WAY, 10_000) ?? none;
}

test('an outage lasts from the first of four or more that were dropped until the next one arrives', () => {
  expect(told([0, 50, 100, 150], 200)).toEqual({
    outages: [{ fromMs: 0, toMs: 210, dropped: 4 }],
    delays: [],
  });
});

test('three in a row are everyday loss, and so is what lasts less than 100 ms', () => {
  expect(told([0, 100, 200], 300)).toEqual(none);
  expect(told([0, 10, 20, 30], 70)).toEqual(none);
});

test('who sends nothing for longer than the outage learns nothing: that is the outage’s no more', () => {
  expect(told([0, 50, 100, 150], 9_000).outages).toEqual([{ fromMs: 0, toMs: 300, dropped: 4 }]);
});

test('one that goes on is reported as far as it has come, and again only when more was dropped', () => {
  const outages = new Outages();
  for (const ms of [0, 100, 200, 300]) outages.dropped(WAY, ms);
  expect(outages.take(WAY, 350)?.outages).toEqual([{ fromMs: 0, toMs: 350, dropped: 4 }]);
  expect(outages.take(WAY, 400)).toBeUndefined();
  outages.dropped(WAY, 500);
  expect(outages.take(WAY, 600)?.outages).toEqual([{ fromMs: 0, toMs: 600, dropped: 5 }]);
});

test('delays are reported together, with the longest', () => {
  const outages = new Outages();
  outages.passed(WAY, 0, 249);
  outages.passed(WAY, 100, 400);
  outages.passed(WAY, 200, 700);
  outages.passed(WAY, 300, 560);
  expect(outages.take(WAY, 800)).toEqual({
    outages: [],
    delays: [{ fromMs: 100, toMs: 700, tookMs: 500 }],
  });
  expect(outages.take(WAY, 900)).toBeUndefined();
});

test('each direction has its own', () => {
  const outages = new Outages();
  for (const ms of [0, 100, 200, 300]) outages.dropped(1, ms);
  outages.passed(2, 150, 160);
  expect([1, 2].filter((way) => outages.take(way, 400) !== undefined)).toEqual([1]);
});
