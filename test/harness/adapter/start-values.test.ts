import { describe, expect, it } from 'vitest';
import {
  programLaunch,
  type StartValues,
  valuesForPlaceholders,
} from '../../../harness/adapter/start-values.ts';
import type { PlannedNode } from '../../../harness/plan/types.ts';
import type { ProgramSpec } from '../../../harness/topology/model/program.ts';

/** Two nodes at these addresses, of which a is told of b. */
function valuesAt(a: string, b: string): StartValues {
  const node = { name: 'a', neighbours: ['b'], seed: 1 } as Partial<PlannedNode> as PlannedNode;
  const place = (host: string) => ({ host, port: 9000 });
  const surroundings = { listen: () => place(a), reach: () => place(b), facts: {} };
  return valuesForPlaceholders({ node, boot: 1, key: '', folder: '', surroundings });
}

const commandOf = (values: StartValues, more: Partial<ProgramSpec> = {}) => {
  const program = {
    command: ['p', '{host}', '{listen}', '{public}', '{peers}'],
    env: {},
    files: {},
    ...more,
  };
  return programLaunch(program as Partial<ProgramSpec> as ProgramSpec, values, {}, []).command;
};

describe('an address in what a program is given', () => {
  it('of IPv4 is followed by its port', () => {
    const at = '198.18.1.1';
    expect(commandOf(valuesAt(at, '198.18.2.1'))).toEqual([
      'p',
      at,
      `${at}:9000`,
      `${at}:9000`,
      '198.18.2.1:9000',
    ]);
  });

  it('of IPv6 stands in brackets before its port, and bare by itself', () => {
    const at = '2001:db8:0:1::1';
    const values = valuesAt(at, '2001:db8:0:2::1');
    expect(commandOf(values)).toEqual(['p', at, `[${at}]:9000`, `[${at}]:9000`, '[2001:db8:0:2::1]:9000']);
    expect(commandOf(values, { neighbour: '/ip6/{host}/udp/{port}' })?.at(-1)).toBe(
      '/ip6/2001:db8:0:2::1/udp/9000',
    );
  });
});
