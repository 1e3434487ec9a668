/**
 * From the plan to the world, and what it must not ask for: what needs a machine.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Plan } from '../../plan/types.ts';
import { allGates } from '../../topology/model/gates.ts';
import type { WorldSpec } from './engine/types.ts';

const IPV4_AND_UDP_BYTES = 28;
const IPV6_AND_UDP_BYTES = 48;

/** A link that needs a relay elsewhere has its conditions, even if they are none, and is counted; others are bare. */
export function worldFromPlan(plan: Plan): WorldSpec {
  const { topology } = plan;
  const number = new Map(plan.nodes.map(({ name }, i) => [name, i]));
  return {
    seed: topology.seed,
    gates: allGates(topology).map(({ nodes, site: _, ...gate }) => ({
      ...gate,
      nodes: nodes.map((node) => number.get(node)!),
    })),
    nodes: plan.nodes.map(({ name, natTimeoutMs, addresses }) => ({
      name,
      ...(natTimeoutMs === undefined ? {} : { natTimeoutMs }),
      ...(topology.network === undefined ? {} : { headBytes: headBytesTo(addresses) }),
    })),
    links: topology.links.map(({ a, b, ab, ba }, i) => {
      const ends = { a: number.get(a)!, b: number.get(b)! };
      return plan.links[i]!.via === 'direct' ? ends : { ...ends, ab: ab ?? {}, ba: ba ?? {} };
    }),
  };
}

/** IP and UDP: others send to the first of a node's addresses. */
function headBytesTo([address = '']: readonly string[] = []): number {
  return address.includes(':') ? IPV6_AND_UDP_BYTES : IPV4_AND_UDP_BYTES;
}

/** Only the bundled peer can be simulated: of any other program we have no core, only something to start. */
export function refusePrograms(plan: Plan): void {
  const others = plan.nodes.filter(
    ({ image, command, program }) => image !== undefined || command !== undefined || program !== undefined,
  );
  const [first] = others;
  if (first === undefined) return;
  const { program } = first;
  const what =
    program !== undefined
      ? `runs the program ${program}`
      : first.image === undefined
        ? `runs the program ${first.command?.[0]}`
        : `has the image ${first.image}`;
  const more = others.length === 1 ? '' : `, as ${others.length - 1} more have images, commands or programs`;
  throw new MeshbedError(
    'NO_PROGRAMS',
    `The node ${first.name} ${what}${more}, and a simulation runs no programs: only the bundled peer can be simulated.`,
    'Run with --runtime docker or process, or take `image`, `command` and `program` out of the file.',
    EXIT.badInput,
  );
}

/** A capture shows what was on the wire, addresses, authentication and all; here there is no wire. */
export function refuseCapture(plan: Plan): void {
  if (plan.capture === undefined) return;
  throw new MeshbedError(
    'NO_CAPTURE',
    'A capture was asked for, and a simulation puts no datagrams on any wire.',
    'Leave out --capture, or run with --runtime docker or process.',
    EXIT.badInput,
  );
}
