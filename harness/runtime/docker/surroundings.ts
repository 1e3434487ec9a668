/**
 * Where everything is, on an engine: what `open` of the runtime has made, and what it says of that.
 */

import type { Engine } from '../../engine/find.ts';
import type { Plan } from '../../plan/types.ts';
import type { Step } from '../../topology/topology.ts';
import { verbOf } from '../../topology/verbs/lookup.ts';
import type { Sink, Surroundings } from '../port/port.ts';
import type { AssignedLink, RelayAssignment } from '../relays/assignment.ts';
import type { RelayPlacement, Relays } from '../relays/relays.ts';
import { RouterCarrier } from '../router/router-carrier.ts';
import { type Attachment, type Attachments, networkOfLink } from './networks.ts';
import type { Placement } from './placement.ts';

/** What `open` has made so far; `close` removes it, whatever it is. */
export interface Made {
  plan: Plan;
  sink: Sink;
  placement: Placement;
  attachments: Attachments;
  /** By the node's name. */
  images: Map<string, string>;
  /** The bundled peer's, which relays and the canary are too; null where it is not needed and not to be had. */
  helperImage: string | null;
  assignments: readonly RelayAssignment[];
  carriers: Relays | RouterCarrier;
}

/** For relays, on a flat network. */
export function relayPlacement({ placement, attachments, helperImage }: Made): RelayPlacement {
  const address = (name: string, { network }: AssignedLink) => {
    const place = attachments.get(name)?.find((attached) => attached.network.name === network);
    if (place === undefined) throw new Error(`${name} is not on the network ${network}`);
    return place.address;
  };
  return {
    launch: (name, streams) => placement.launchHelper(name, helperImage!, streams),
    node: (name, link) => ({ host: address(name, link), port: placement.port }),
    bind: (relay) => listenOn(attachments.get(relay)),
    host: address,
  };
}

/** On several networks, or when the address may go away and come back, on all of them. */
function listenOn([first, ...more]: readonly Attachment[] = [], comesAndGoes = false): string {
  if (first === undefined) throw new Error('it is on no network');
  if (more.length === 0 && !comesAndGoes) return first.address;
  return first.network.ipv6 === null ? '0.0.0.0' : '::';
}

/** The nodes that the step takes off their networks. */
function leavingIn(step: Step): readonly string[] {
  return verbOf(step).nodes?.network === 'leaves' && 'nodes' in step ? step.nodes : [];
}

export function describeSurroundings(engine: Engine, made: Made): Surroundings {
  const { placement, images, carriers } = made;
  return {
    ...(carriers instanceof RouterCarrier ? placesByRouter(carriers) : placesOnNetworks(made, carriers)),
    facts: {
      runtime: 'docker',
      engine: engine.name,
      engineVersion: engine.version,
      apiVersion: engine.apiVersion,
      engineAt: engine.where,
      system: engine.system,
      architecture: engine.architecture,
      cpus: engine.cpus,
      memoryBytes: engine.memoryBytes,
      images: [...new Set(images.values())].join(' '),
      networks: placement.networks.map(({ name, range }) => `${name} ${range}`).join(', '),
      ...carriers.facts,
    },
  };
}

type Places = Pick<Surroundings, 'listen' | 'reach' | 'outside'>;

function placesByRouter(carrier: RouterCarrier): Places {
  return { listen: (node) => carrier.listen(node), reach: (from, to) => carrier.reach(from, to) };
}

function placesOnNetworks({ attachments, placement, plan }: Made, relays: Relays): Places {
  const { networks, port } = placement;
  const networkOf = networkOfLink(plan);
  const leaving = new Set(
    plan.open ? plan.nodes.map(({ name }) => name) : plan.topology.steps.flatMap(leavingIn),
  );
  return {
    listen: (node) => ({ host: listenOn(attachments.get(node), leaving.has(node)), port }),
    reach(from, to) {
      const network = networkOf(from, to);
      const straight = attachments.get(to)?.find((attached) => attached.network.name === network);
      return relays.reach(from, to) ?? { host: straight!.address, port };
    },
    outside: {
      address: (node) => ({ host: attachments.get(node)![0]!.address, port }),
      networks: Object.fromEntries(networks.map(({ name, fullName }) => [name, fullName])),
    },
  };
}
