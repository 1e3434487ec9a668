import { expect, test } from 'vitest';

import { parseSocketDrops, receiveBufferErrors } from '../../../harness/runtime/gauges/socket-drops.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  327: 0200F67F:2328 00000000:0000 07 00000000:00034E00 00:00000000 00000000     0        0 31457 2 0000000000000000 41
  328: 0300F67F:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31458 2 0000000000000000 0
  329: 0200F67F:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31459 2 0000000000000000 1
`;

test('the losses of sockets are summed for one address, or for all', () => {
  expect(parseSocketDrops(TABLE, '127.246.0.2')).toBe(42);
  expect(parseSocketDrops(TABLE, '127.246.0.3')).toBe(0);
  expect(parseSocketDrops(TABLE, null)).toBe(42);
});

test("the namespace's count of full receive buffers is found by its name", () => {
  const snmp = `Tcp: RtoAlgorithm RcvbufErrors\nTcp: 1 99\nUdp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors\nUdp: 10 1 7 12 6 0\nUdpLite: InDatagrams\nUdpLite: 0\n`;
  expect(receiveBufferErrors(snmp)).toBe(6);
  expect(receiveBufferErrors('Udp: InDatagrams\nUdp: 1\n')).toBeNull();
  expect(receiveBufferErrors('')).toBeNull();
});
