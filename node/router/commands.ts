/**
 * One line of stdin → a command to a router, or what is wrong with it.
 */
import { isIPv6 } from 'node:net';
import { BadCommand } from '../contract/commands.ts';
import type {
  Elsewhere,
  RouterCommand,
  RouterConfigureCommand,
  RouterGate,
  RouterLink,
  RouterNode,
  RouterNodeChange,
} from '../contract/router.ts';
import { addressToText, isNeverForwarded, parseAddress } from '../link/gates/address.ts';
import type { RateLimit } from '../link/rate-queue.ts';
import { parseCommandLine, readCommonCommand, readLimits, readLinkConditions } from '../relay/commands.ts';
import { readConditions } from '../relay/conditions.ts';
import {
  type Fields,
  readCountField,
  readFlagField,
  readHostField,
  readListField,
  readNumberField,
  readObjectField,
  readTextField,
} from '../relay/fields.ts';

/** Null for an empty line and for a type that is not known. Throws `BadCommand`. */
export function parseRouterCommand(line: string): RouterCommand | null {
  return parseCommandLine(line, readCommand);
}

function readCommand(fields: Fields): RouterCommand | null {
  if (fields.type === 'configure') return readConfigure(fields);
  if (fields.type === 'nodes') {
    const changes = readListField(fields.changes, 'changes').map(readNodeChange);
    return { type: 'nodes', ref: readTextField(fields.ref, 'ref'), changes };
  }
  const command = readCommonCommand(fields);
  if (command?.type === 'link') return { ...command, ...readSides(fields.sides) };
  if (command?.type !== 'attack') return command;
  return { ...command, port: readCountField(fields.port, 'port', 1, 65_535) };
}

function readSides(value: unknown): { sides?: string[][] | null } {
  if (value === undefined) return {};
  if (value === null) return { sides: null };
  const sides = readListField(value, 'sides').map((side, i) =>
    readListField(side, `sides[${i}]`).map((node, j) => readTextField(node, `sides[${i}][${j}]`)),
  );
  return { sides };
}

function readConfigure(fields: Fields): RouterConfigureCommand {
  const addresses = readAddresses(fields.addresses, 'addresses');
  const nodes = readListField(fields.nodes, 'nodes').map(readNode);
  refuseTwice(
    'nodes',
    nodes.map(({ node }) => node),
  );
  refuseTwice('addresses', [...addresses, ...nodes.flatMap((each) => each.addresses)].map(canonical));
  if (addresses.filter(isIPv6).length > 1 || addresses.length - addresses.filter(isIPv6).length > 1)
    throw new BadCommand('bad-command', '"addresses" has more than one of a family');
  const known = new Set(nodes.map(({ node }) => node));
  const links = readListField(fields.links, 'links').map((link, i) => readLink(link, `links[${i}]`, known));
  refuseTwice(
    'links',
    links.map(({ a, b }) => [a, b].sort().join(' and ')),
  );
  return {
    type: 'configure',
    run: readTextField(fields.run, 'run'),
    router: readTextField(fields.router, 'router'),
    addresses,
    seed: readCountField(fields.seed, 'seed', 0, 0xffff_ffff),
    nodes,
    links,
    elsewhere: readElsewhere(fields.elsewhere),
    ...(fields.gates === undefined ? {} : { gates: readGates(fields.gates, known) }),
    limits: readLimits(fields.limits),
    ...(fields.capture === undefined ? {} : { capture: readFlagField(fields.capture, 'capture') }),
  };
}

function readNode(value: unknown, i: number): RouterNode {
  const { node, addresses } = readObjectField(value, `nodes[${i}]`);
  return {
    node: readTextField(node, `nodes[${i}].node`),
    addresses: readAddresses(addresses, `nodes[${i}].addresses`),
  };
}

function readNodeChange(value: unknown, i: number): RouterNodeChange {
  const what = `changes[${i}]`;
  const { node, wire, addresses, gates } = readObjectField(value, what);
  return {
    node: readTextField(node, `${what}.node`),
    ...(wire === undefined ? {} : { wire: readTextField(wire, `${what}.wire`) }),
    ...(addresses === undefined ? {} : { addresses: readAddresses(addresses, `${what}.addresses`) }),
    ...(gates === undefined ? {} : { gates: readGateNumbers(gates, `${what}.gates`) }),
  };
}

function readGateNumbers(value: unknown, what: string): number[] {
  return readListField(value, what).map((gate, i) => readCountField(gate, `${what}[${i}]`, 0, 0xffff_ffff));
}

function readLink(value: unknown, what: string, known: ReadonlySet<string>): RouterLink {
  const fields = readObjectField(value, what);
  const [a, b] = [readTextField(fields.a, `${what}.a`), readTextField(fields.b, `${what}.b`)];
  for (const node of [a, b])
    if (!known.has(node)) throw new BadCommand('bad-command', `"${what}" links ${node}, which is no node`);
  if (a === b) throw new BadCommand('bad-command', `"${what}" links ${a} to itself`);
  return { ...readLinkConditions(value, what), a, b };
}

function readElsewhere(value: unknown): Elsewhere {
  if (value === 'open' || value === 'closed') return value;
  return readConditions(value, 'elsewhere');
}

function readGates(value: unknown, known: ReadonlySet<string>): RouterGate[] {
  return readListField(value, 'gates').map((gate, i) => {
    const what = `gates[${i}]`;
    const { nodes: behind, firewall, uplink, downlink } = readObjectField(gate, what);
    const nodes = readListField(behind, `${what}.nodes`).map((node, j) =>
      readTextField(node, `${what}.nodes[${j}]`),
    );
    refuseTwice(`${what}.nodes`, nodes);
    for (const node of nodes)
      if (!known.has(node)) throw new BadCommand('bad-command', `"${what}" has ${node}, which is no node`);
    return {
      nodes,
      ...(firewall === undefined ? {} : { firewall: readFlagField(firewall, `${what}.firewall`) }),
      ...(uplink === undefined ? {} : { uplink: readRate(uplink, `${what}.uplink`) }),
      ...(downlink === undefined ? {} : { downlink: readRate(downlink, `${what}.downlink`) }),
    };
  });
}

function readRate(value: unknown, what: string): RateLimit {
  const { rateBps, queueBytes } = readObjectField(value, what);
  const most = Number.MAX_VALUE;
  return {
    rateBps: readNumberField(rateBps, `${what}.rateBps`, 1, most),
    ...(queueBytes === undefined
      ? {}
      : { queueBytes: readNumberField(queueBytes, `${what}.queueBytes`, 1, most) }),
  };
}

function readAddresses(value: unknown, what: string): string[] {
  return readListField(value, what).map((each, i) => {
    const literal = readHostField(each, `${what}[${i}]`);
    if (literal.includes('%') || isNeverForwarded(parseAddress(literal)))
      throw new BadCommand('bad-command', `"${what}[${i}]" is ${literal}, which names no single node`);
    return literal;
  });
}

function canonical(literal: string): string {
  return addressToText(parseAddress(literal));
}

function refuseTwice(what: string, values: readonly string[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new BadCommand('bad-command', `"${what}" has ${twice} twice`);
}
