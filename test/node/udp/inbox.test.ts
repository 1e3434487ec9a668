import { describe, expect, test } from 'vitest';
import { DatagramType } from '../../../node/core/wire.ts';
import { HANDLED_A_TURN, Inbox, MAX_WAITING } from '../../../node/udp/inbox.ts';

/** An inbox whose turns of the event loop are taken by hand. */
function fixture() {
  const handled: string[] = [];
  const turns: (() => void)[] = [];
  const inbox = new Inbox(
    (bytes, from) => handled.push(`${bytes[3] === DatagramType.DATA ? 'data' : 'ping'} ${from}`),
    (run) => turns.push(run),
  );
  const take = (type: number, from: number) => inbox.take(Uint8Array.of(0, 0, 0, type), from);
  return {
    inbox,
    handled,
    data: (from: number) => take(DatagramType.DATA, from),
    ping: (from: number) => take(DatagramType.PING, from),
    turn: () => {
      for (const run of turns.splice(0)) run();
    },
  };
}

describe('an inbox', () => {
  test('handles a few messages at once', () => {
    const { data, handled } = fixture();
    data(1);
    data(2);
    expect(handled).toEqual(['data 1', 'data 2']);
  });

  test('B1: keeps the order of messages, and lets keepalives pass', () => {
    const { data, ping, turn, handled } = fixture();
    for (let i = 0; i < 3 * HANDLED_A_TURN; i++) data(i);
    ping(99);
    expect(handled.at(-1)).toBe('ping 99');
    expect(handled).toHaveLength(HANDLED_A_TURN + 1);
    turn();
    data(3 * HANDLED_A_TURN);
    for (let i = 0; i < 4; i++) turn();
    const messages = handled.filter((what) => what.startsWith('data'));
    expect(messages).toEqual(Array.from({ length: 3 * HANDLED_A_TURN + 1 }, (_, i) => `data ${i}`));
  });

  test('B2: drops what is too much, and counts it', () => {
    const { data, inbox, turn, handled } = fixture();
    for (let i = 0; i < HANDLED_A_TURN + MAX_WAITING + 5; i++) data(i);
    expect(inbox).toMatchObject({ dropped: 5, peak: MAX_WAITING });
    for (let i = 0; i <= MAX_WAITING / HANDLED_A_TURN; i++) turn();
    expect(handled).toHaveLength(HANDLED_A_TURN + MAX_WAITING);
  });
});
