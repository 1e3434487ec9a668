/** What is asked of the program that lays wires, and what a wire says of itself. */
import { describe, expect, test } from 'vitest';
import type { Wire } from '../../../node/contract/wires.ts';
import { decodeAlias, encodeAlias, isAliasOfWire, UNFINISHED } from '../../../node/wires/alias.ts';
import { parseWiresCommand } from '../../../node/wires/commands.ts';

const alice: Wire = {
  node: 'alice',
  namespace: '/proc/17/ns/net',
  device: 'w1',
  addresses: [{ address: '198.18.0.2', gateway: '198.18.0.1' }],
  mtu: 1500,
};
const bob: Wire = {
  node: 'bob',
  namespace: '/proc/18/ns/net',
  device: 'w2',
  addresses: [
    { address: '198.18.0.3', gateway: '198.18.0.1' },
    { address: 'fd00::3', gateway: 'fd00::1' },
  ],
  mtu: 65_535,
};

const read = (command: object) => parseWiresCommand(JSON.stringify(command));
const wire = (...wires: object[]) => ({ type: 'wire', ref: '1', wires });

describe('commands', () => {
  test.each([
    { type: 'hold', ref: '1', count: 3 },
    wire(alice, bob),
    { ...wire(alice), router: '/proc/16/ns/net' },
    { type: 'unwire', ref: '1' },
    { type: 'unwire', ref: '1', nodes: ['alice'] },
    { type: 'list', ref: '1' },
    { type: 'stop' },
  ])('are read as they are: %j', (command) => {
    expect(read(command)).toEqual(command);
  });

  test('of other types and empty lines are passed over', () => {
    expect(parseWiresCommand(' ')).toBeNull();
    expect(read({ type: 'brew', ref: '1' })).toBeNull();
  });

  test.each([
    ['not a line of JSON', 'x'],
    ['not an object with a field "type"', '[]'],
  ])('%s', (text, line) => {
    expect(() => parseWiresCommand(line)).toThrow(text);
  });

  test.each([
    ['hold: "count" must be a number from 1 to 10000', { type: 'hold', ref: '1', count: 0 }],
    ['list: "router" must be a text that is not empty', { type: 'list', ref: '1', router: 7 }],
    ['wire: "wires[0].node" must be a text that is not empty', wire({ ...alice, node: '' })],
    ['wire: "wires[0].mtu" must be a number from 68 to 65535', wire({ ...alice, mtu: 67 })],
    [
      'must be a name for an interface, at most 15 characters',
      wire({ ...alice, device: 'a-name-of-16-chr' }),
    ],
    ['must be a name for an interface', wire({ ...alice, device: 'a/b' })],
    ['must be a name for an interface', wire({ ...alice, device: '..' })],
    ['must have one address of IPv4, of IPv6 or of each', wire({ ...alice, addresses: [] })],
    ['must have one address of IPv4', wire({ ...alice, addresses: [...alice.addresses, ...bob.addresses] })],
    [
      '"wires[0].addresses[0].gateway" must be an IP literal',
      wire({ ...alice, addresses: [{ address: '198.18.0.2', gateway: 'home' }] }),
    ],
    [
      'fd00::1 is no gateway for 198.18.0.2',
      wire({ ...alice, addresses: [{ address: '198.18.0.2', gateway: 'fd00::1' }] }),
    ],
    ['wire: two wires with alice', wire(alice, { ...bob, node: 'alice' })],
    ['wire: two wires with w1', wire(alice, { ...bob, device: 'w1' })],
    ['wire: two wires with /proc/17/ns/net', wire(alice, { ...bob, namespace: alice.namespace })],
    ['wire: two wires with 198.18.0.2', wire(alice, { ...bob, addresses: alice.addresses })],
  ])('%s', (text, command) => {
    expect(() => read(command)).toThrow(text);
  });
});

describe('an alias', () => {
  test('says all of a wire, and is read back', () => {
    const { namespace, ...rest } = bob;
    const alias = encodeAlias(rest, 'net:[4026532391]');
    expect(alias).toBe('meshbed net:[4026532391] 65535 198.18.0.3>198.18.0.1,fd00::3>fd00::1 bob');
    expect(decodeAlias('w2', alias)).toEqual({ ...rest, namespaceId: 'net:[4026532391]' });
    expect(namespace).toBe('/proc/18/ns/net');
  });

  test('has room for the longest addresses and a name of 63 characters', () => {
    const long = 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
    const addresses = [
      { address: '198.118.118.118', gateway: '198.118.118.119' },
      { address: long, gateway: long },
    ];
    const alias = encodeAlias({ ...bob, node: 'n'.repeat(63), addresses }, 'net:[4026532391]');
    expect(alias.length).toBeLessThan(256);
  });

  test('of a wire that is half laid is ours, and of no whole wire', () => {
    expect(isAliasOfWire(UNFINISHED)).toBe(true);
    expect(decodeAlias('w1', UNFINISHED)).toBeNull();
  });

  test('of others is not ours', () => {
    for (const alias of ['', 'uplink', 'meshbedding of the river']) {
      expect(isAliasOfWire(alias)).toBe(false);
      expect(decodeAlias('w1', alias)).toBeNull();
    }
  });
});
