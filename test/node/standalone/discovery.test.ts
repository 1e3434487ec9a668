import { describe, expect, test } from 'vitest';
import {
  Discovery,
  FORGET_AFTER_MS,
  FORGET_UNPROVEN_AFTER_MS,
  MAX_NEIGHBOURS,
} from '../../../node/standalone/discovery.ts';

const ownId = 1;
const ownBoot = 100;
const known = (id: number, { address = id, isUp = true, isProven = true } = {}) => ({
  id,
  address,
  isUp,
  isProven,
});

describe('which addresses are probed', () => {
  test('everybody at an address that a name has, once, but for those who are up', () => {
    const neighbours = [known(5), known(6, { isUp: false })];
    expect(new Discovery(ownId, ownBoot).toProbe([5, 6, 7, 7], neighbours)).toEqual([6, 7]);
  });

  test('never oneself again, once one has heard oneself', () => {
    const discovery = new Discovery(ownId, ownBoot);
    expect(discovery.sighted({ id: ownId, boot: ownBoot }, 9, [], 0)).toBe('own-address');
    expect(discovery.toProbe([8, 9], [])).toEqual([8]);
  });
});

describe('who is sighted', () => {
  test('is met, if nobody knows him', () => {
    expect(new Discovery(ownId, ownBoot).sighted({ id: 2, boot: 1 }, 5, [], 0)).toBe('met');
  });

  test('and has our name but another boot, is somebody to be told of', () => {
    const discovery = new Discovery(ownId, ownBoot);
    expect(discovery.sighted({ id: ownId, boot: 99 }, 9, [], 0)).toBe('same-name');
    expect(discovery.toProbe([9], [])).toEqual([9]);
  });

  test('N2: has moved, if he was down: a successor may have another address', () => {
    const discovery = new Discovery(ownId, ownBoot);
    const [down, up] = [known(2, { isUp: false }), known(3)];
    expect(discovery.sighted({ id: 2, boot: 1 }, 50, [down, up], 0)).toBe('moved');
    discovery.sighted({ id: 3, boot: 1 }, 60, [down, up], 0);
    expect([down.address, up.address]).toEqual([50, 3]);
  });

  test('N1: is passed over, if there are too many already', () => {
    const many = Array.from({ length: MAX_NEIGHBOURS }, (_, i) => known(i + 10));
    expect(new Discovery(ownId, ownBoot).sighted({ id: 2, boot: 1 }, 5, many, 0)).toBe('full');
  });
});

describe('who is forgotten', () => {
  test('N3: those who are down for long, and no name leads to them', () => {
    const discovery = new Discovery(ownId, ownBoot);
    const neighbours = [known(2, { isUp: false }), known(3, { isUp: false }), known(4)];
    for (const id of [2, 3]) discovery.wentDown(id, 0);
    expect(discovery.toForget([3], neighbours, FORGET_AFTER_MS)).toEqual([]);
    expect(discovery.toForget([3], neighbours, FORGET_AFTER_MS + 1)).toEqual([2]);
  });

  test('N3: those who came back start anew', () => {
    const discovery = new Discovery(ownId, ownBoot);
    discovery.wentDown(2, 0);
    discovery.cameUp(2);
    discovery.wentDown(2, FORGET_AFTER_MS);
    expect(discovery.toForget([], [known(2, { isUp: false })], FORGET_AFTER_MS + 10)).toEqual([]);
  });

  test('N3: those who never answered, soon', () => {
    const discovery = new Discovery(ownId, ownBoot);
    discovery.sighted({ id: 2, boot: 1 }, 5, [], 0);
    const never = [known(2, { isUp: false, isProven: false })];
    expect(discovery.toForget([2], never, FORGET_UNPROVEN_AFTER_MS + 1)).toEqual([2]);
  });
});
