import { expect, test } from 'vitest';
import { WorldGates } from '../../../../../harness/runtime/sim/engine/world-gates.ts';

/** Directions: from node 0 to node 1, and back. */
const [IN, OUT] = [0, 1];

/** Node 1 stands behind the first of two firewalls, and has sent something. */
function opened(): WorldGates {
  const firewalls = [
    { nodes: [1], firewall: true },
    { nodes: [], firewall: true },
  ] as const;
  const gates = new WorldGates(firewalls, (direction) =>
    direction === IN ? { from: 0, to: 1 } : { from: 1, to: 0 },
  );
  gates.leaveAtMs(OUT, 0, 100);
  return gates;
}

test('what answers is let in', () => {
  expect(opened().admits(IN, 1)).toBe(true);
});

test('what answers to the address that a node had before is not let in at another one', () => {
  const gates = opened();
  gates.moveToNewAddress(1);
  expect(gates.admits(IN, 1)).toBe(false);
  gates.leaveAtMs(OUT, 1, 100);
  expect(gates.admits(IN, 2)).toBe(true);
});

test('behind another firewall a node has sent nothing yet, and behind none everything gets in', () => {
  const gates = opened();
  gates.moveBehind(1, [1]);
  expect(gates.admits(IN, 1)).toBe(false);
  gates.moveBehind(1, []);
  expect(gates.admits(IN, 1)).toBe(true);
  gates.moveBehind(1, [0]);
  expect(gates.admits(IN, 1)).toBe(true);
});
