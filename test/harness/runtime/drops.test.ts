import { expect, test } from 'vitest';

import { parseSocketDrops, receiveBufferErrors } from '../../../harness/runtime/gauges/socket-drops.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  327: 0200F67F:2328 00000000:0000 07 00000000:00034E00 00:00000000 00000000     0        0 31457 2 0000000000000000 41
  328: 0300F67F:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31458 2 0000000000000000 0
  329: 0200F67F:2329 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 31459 2 0000000000000000 1
`;

test('the losses of sockets are summed for one address, or for all', () => {
  expect(parseSocketDrops(TABLE, { host: '127.246.0.2' })).toBe(42);
  expect(parseSocketDrops(TABLE, { host: '127.246.0.3' })).toBe(0);
  expect(parseSocketDrops(TABLE, null)).toBe(42);
});

const TABLE_OF_IPV6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  111: 00000000000000000000000001000000:2710 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 7
  112: 00000000000000000000000001000000:2711 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 2 2 0000000000000000 5
`;

test('where nodes share an address, their ports tell their sockets apart', () => {
  expect(parseSocketDrops(TABLE_OF_IPV6, { host: '::1', port: 10_000 })).toBe(7);
  expect(parseSocketDrops(TABLE_OF_IPV6, { host: '::1', port: 10_001 })).toBe(5);
  expect(parseSocketDrops(TABLE_OF_IPV6, { host: '::1', port: 1_000 })).toBe(0);
});

test("the namespace's count of full receive buffers is found by its name", () => {
  const snmp = `Tcp: RtoAlgorithm RcvbufErrors\nTcp: 1 99\nUdp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors\nUdp: 10 1 7 12 6 0\nUdpLite: InDatagrams\nUdpLite: 0\n`;
  expect(receiveBufferErrors(snmp, '')).toBe(6);
  expect(receiveBufferErrors(snmp, 'Udp6InErrors    \t4\nUdp6RcvbufErrors                \t3\n')).toBe(9);
  expect(receiveBufferErrors('Udp: InDatagrams\nUdp: 1\n', '')).toBeNull();
  expect(receiveBufferErrors('', '')).toBeNull();
});
