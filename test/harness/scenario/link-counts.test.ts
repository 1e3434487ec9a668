import { expect, test } from 'vitest';
import { LinkCounts } from '../../../harness/scenario/nodes/link-counts.ts';

test('what the router refuses of a node stands in the journal each time that it has grown', () => {
  const counts = new LinkCounts();
  const told = (atMs: number, node: string, refused: Record<string, number>, firstSpoofed?: string) =>
    counts.recordsOf({ type: 'refused', atMs, node, refused, ...(firstSpoofed ? { firstSpoofed } : {}) });
  const spoofed = { spoofed: 3, local: 1 };
  expect(told(1000, 'a', spoofed, '10.0.0.9')).toEqual([
    { type: 'refusal', at: 1000, node: 'a', refused: spoofed, firstSpoofed: '10.0.0.9' },
  ]);
  expect(told(2000, 'a', spoofed, '10.0.0.9')).toEqual([]);
  expect(told(2000, 'b', { ttl: 1 })).toEqual([
    { type: 'refusal', at: 2000, node: 'b', refused: { ttl: 1 } },
  ]);
  expect(told(3000, 'a', { ...spoofed, local: 2 }, '10.0.0.9')).toHaveLength(1);
});
