import { describe, expect, test } from 'vitest';
import { TestWorld } from './fixtures.ts';

describe('a world', () => {
  test('carries a message along a line', () => {
    const test = TestWorld.running('a-b b-c').run(1_000);
    expect(test.of('b').sort()).toEqual(['a up', 'c up']);
    expect(test.of('c')).toEqual(['b up']);
    test.say('a', 'hello').run(1);
    expect(test.of('b')).toEqual(['got hello via a in 1']);
    expect(test.of('c')).toEqual(['got hello via b in 2']);
  });
});
