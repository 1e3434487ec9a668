import { expect, test } from 'vitest';
import { overflowsIn } from '../../../node/udp/overflow.ts';

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 0100007F:1BCD 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 53422 2 ffff8881 17
  124: 0200007F:1BCD 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 53423 2 ffff8882 3
  125: 0100007F:1BCE 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 53424 2 ffff8883 99
`;

test('the drops of one socket, and of no others', () => {
  expect(overflowsIn(table, '127.0.0.1', 0x1bcd)).toBe(17);
  expect(overflowsIn(table, '127.0.0.2', 0x1bcd)).toBe(3);
  expect(overflowsIn(table, '127.0.0.2', 0x1bce)).toBe(0);
  expect(overflowsIn(table, undefined, 0x1bcd)).toBe(20);
});
