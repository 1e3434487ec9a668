import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { endpointAt } from '../../../../harness/runtime/docker/networks.ts';
import {
  addressAt,
  drawIpv6Subnet,
  drawSubnet,
  formatSubnet,
  ipv4Of,
  ipv6With,
  macOf,
  parseRoutes,
  parseSubnet,
  prefixLengthFor,
  subnetsOverlap,
} from '../../../../harness/runtime/docker/subnets.ts';

const subnet = (text: string) => parseSubnet(text)!;

describe('subnets', () => {
  test('parse and print', () => {
    for (const text of ['10.64.0.0/10', '172.17.0.0/16', '255.255.255.255/32', '0.0.0.0/0']) {
      expect(formatSubnet(subnet(text))).toBe(text);
    }
    expect(formatSubnet(subnet('10.1.2.3/24'))).toBe('10.1.2.0/24');
    expect(parseSubnet('fd00::/64')).toBeNull();
  });

  test('an address has the same link-layer address each time, and no other has it', () => {
    expect(macOf('10.64.3.255')).toBe('02:42:0a:40:03:ff');
    expect(macOf('10.64.3.254')).not.toBe(macOf('10.64.3.255'));
  });

  test('an address of IPv6 says that of IPv4 too, in a subnet that nobody else has', () => {
    const base = drawIpv6Subnet(() => Buffer.from('00123456789a', 'hex'));
    expect(base).toBe('fd12:3456:789a::');
    expect(ipv6With('10.64.3.255', base)).toBe('fd12:3456:789a::a40:3ff');
    expect(ipv4Of('fd12:3456:789a::a40:3ff')).toBe('10.64.3.255');
    expect(ipv4Of('10.64.3.255')).toBe('10.64.3.255');
    expect(new Set(Array.from({ length: 100 }, () => drawIpv6Subnet())).size).toBe(100);
  });

  test('what an engine is told of a place names both, and one link-layer address', () => {
    expect(endpointAt('10.64.0.2')).toEqual({
      IPAMConfig: { IPv4Address: '10.64.0.2' },
      MacAddress: '02:42:0a:40:00:02',
    });
    expect(endpointAt('fd12:3456:789a::a40:2')).toEqual({
      IPAMConfig: { IPv4Address: '10.64.0.2', IPv6Address: 'fd12:3456:789a::a40:2' },
      MacAddress: '02:42:0a:40:00:02',
    });
  });

  test.each([
    ['10.64.0.0/24', '10.64.0.0/16', true],
    ['10.64.1.0/24', '10.64.0.0/24', false],
    ['10.64.0.0/23', '10.64.1.0/24', true],
    ['192.168.0.0/16', '10.0.0.0/8', false],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    expect(subnetsOverlap(subnet(one), subnet(other))).toBe(expected);
    expect(subnetsOverlap(subnet(other), subnet(one))).toBe(expected);
  });

  test('a prefix holds its nodes, the gateway and the two addresses that are no hosts', () => {
    expect([1, 10, 253, 254, 509, 510, 1000].map((nodes) => prefixLengthFor(nodes, 'mesh'))).toEqual([
      24, 24, 24, 23, 23, 22, 22,
    ]);
    for (const nodes of [253, 254, 1000]) {
      const drawn = drawSubnet(prefixLengthFor(nodes, 'mesh'), [])!;
      expect(() => addressAt(drawn, nodes + 1)).not.toThrow();
    }
    expect(() => prefixLengthFor(1001, 'mesh')).toThrow(/1001 nodes/);
  });

  test('what is drawn lies in the pool and overlaps nothing that is taken', () => {
    const bits = fc.integer({ min: 20, max: 24 });
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), bits, (sizes, size) => {
        const taken = sizes.map((length) => drawSubnet(length, [])!);
        const drawn = drawSubnet(size, taken)!;
        expect(taken.filter((other) => subnetsOverlap(other, drawn))).toEqual([]);
        expect(subnetsOverlap(drawn, subnet('10.64.0.0/10'))).toBe(true);
      }),
    );
  });

  test('a pool with nothing left gives nothing', () => {
    expect(drawSubnet(24, [subnet('10.0.0.0/8')])).toBeNull();
  });

  test("the kernel's routes are read with their bytes turned round; the default route is none", () => {
    const table = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      'tun0\t0000400A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    ].join('\n');
    expect(parseRoutes(table).map(formatSubnet)).toEqual(['172.17.0.0/16', '10.64.0.0/24']);
  });
});
