import { expect, test } from 'vitest';
import { interfacesIn, processStateIn } from '../../../harness/runtime/gauges/interference.ts';
import { parseMemoryKills } from '../../../harness/runtime/gauges/memory-kills.ts';

test('the state of a process, whatever its name is', () => {
  expect(processStateIn('4242 (a) T (b) S 1 4242 0 0 -1 4194560\n')).toBe('S');
  expect(processStateIn('4242 (node) T 1 4242 0 0 -1 4194560\n')).toBe('T');
});

test('the interfaces of a namespace, but for its loopback', () => {
  const dev = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
    lo:     224       2    0    0    0     0          0         0      224       2    0
  eth0:    1006      13    0    0    0     0          0         0        0       0    0
  eth1:    1006      13    0    0    0     0          0         0        0       0    0
`;
  expect(interfacesIn(dev)).toBe(2);
});

test('how many programs were killed for want of memory; none where the kernel does not tell', () => {
  expect(parseMemoryKills('nr_free_pages 3\noom_kill 17\noom_kill_other 4\n')).toBe(17);
  expect(parseMemoryKills('nr_free_pages 3\n')).toBe(0);
});
