import { expect, test, vi } from 'vitest';
import { deliveryText, downReasonText, logLine } from '../../../node/standalone/log.ts';

const delivery = { message: 'n1-1-1', origin: 'n1', payload: Buffer.from('hi'), hops: 1, via: 'n1' };

test('what was heard, from whom, and by whom if not directly', () => {
  expect(deliveryText(delivery)).toBe('n1 says: hi');
  expect(deliveryText({ ...delivery, hops: 2, via: 'n2' })).toBe('n1 says, by way of n2: hi');
  expect(deliveryText({ ...delivery, payload: Buffer.from([0xff, 0xfe]) })).toBe(
    'n1 says: 2 bytes that are no text',
  );
});

test('nothing from the network commands the terminal', () => {
  const write = vi.spyOn(console, 'log').mockImplementation(() => {});
  logLine(deliveryText({ ...delivery, payload: Buffer.from('\x1b[31mred\r\nn9 says: forged\u202e') }), 1);
  expect(write.mock.calls[0]![0]).toMatch(
    /^\d\d:\d\d:\d\d n1 says: {2}\[31mred {2}n9 says: forged {2}\(1 neighbour up\)$/,
  );
  write.mockRestore();
});

test('why somebody went', () => {
  expect(downReasonText('bye')).toBe('is gone: it said goodbye');
});
