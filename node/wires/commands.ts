/** One line of stdin → a command of those that lay wires, or what is wrong with it. */
import { BadCommand } from '../contract/commands.ts';
import type { Wire, WiresCommand } from '../contract/wires.ts';
import {
  type Fields,
  isFields,
  readCountField,
  readHostField,
  readListField,
  readObjectField,
  readTextField,
} from '../relay/fields.ts';
import { isIpv6 } from './addresses.ts';

const MOST_NAMESPACES = 10_000;
/** The least that IPv4 must carry, and what the kernel's own interfaces have at most. */
const LEAST_MTU = 68;
const MOST_MTU = 65_535;

/** Null for an empty line and for a type that is not known. Throws `BadCommand`. */
export function parseWiresCommand(line: string): WiresCommand | null {
  if (line.trim() === '') return null;
  const fields = parse(line);
  const ref = typeof fields.ref === 'string' ? fields.ref : undefined;
  try {
    return readCommand(fields);
  } catch (error) {
    if (!(error instanceof BadCommand)) throw error;
    throw new BadCommand(error.code, `${fields.type}: ${error.message}`, ref);
  }
}

function parse(line: string): Fields {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    throw new BadCommand('bad-json', `not a line of JSON: ${JSON.stringify(line.slice(0, 60))}`);
  }
  if (!isFields(fields) || typeof fields.type !== 'string')
    throw new BadCommand('bad-command', `not an object with a field "type"`);
  return fields;
}

function readCommand(fields: Fields): WiresCommand | null {
  const ref = () => readTextField(fields.ref, 'ref');
  switch (fields.type) {
    case 'hold':
      return { type: 'hold', ref: ref(), count: readCountField(fields.count, 'count', 1, MOST_NAMESPACES) };
    case 'wire':
      return { type: 'wire', ref: ref(), ...readRouter(fields.router), wires: readWires(fields.wires) };
    case 'unwire': {
      const command = { type: 'unwire' as const, ref: ref(), ...readRouter(fields.router) };
      if (fields.nodes === undefined) return command;
      const nodes = readListField(fields.nodes, 'nodes').map((node, i) => readTextField(node, `nodes[${i}]`));
      return { ...command, nodes };
    }
    case 'list':
      return { type: 'list', ref: ref(), ...readRouter(fields.router) };
    case 'stop':
      return { type: 'stop' };
    default:
      return null;
  }
}

/** The router's namespace, where one is named. */
function readRouter(value: unknown): { router?: string } {
  return value === undefined ? {} : { router: readTextField(value, 'router') };
}

function readWires(value: unknown): Wire[] {
  const wires = readListField(value, 'wires').map((wire, i) => readWire(wire, `wires[${i}]`));
  oneEach(wires.map(({ node }) => node));
  oneEach(wires.map(({ device }) => device));
  oneEach(wires.map(({ namespace }) => namespace));
  oneEach(wires.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
  return wires;
}

function oneEach(values: string[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new BadCommand('bad-command', `two wires with ${twice}`);
}

function readWire(value: unknown, what: string): Wire {
  const { node, namespace, device, addresses, mtu } = readObjectField(value, what);
  const list = readListField(addresses, `${what}.addresses`).map((each, i) => {
    const at = `${what}.addresses[${i}]`;
    const { address, gateway } = readObjectField(each, at);
    return {
      address: readHostField(address, `${at}.address`),
      gateway: readHostField(gateway, `${at}.gateway`),
    };
  });
  for (const { address, gateway } of list) {
    if (isIpv6(address) !== isIpv6(gateway))
      throw new BadCommand('bad-command', `"${what}": ${gateway} is no gateway for ${address}`);
  }
  const families = new Set(list.map(({ address }) => isIpv6(address)));
  if (list.length === 0 || families.size < list.length)
    throw new BadCommand(
      'bad-command',
      `"${what}.addresses" must have one address of IPv4, of IPv6 or of each`,
    );
  return {
    node: readTextField(node, `${what}.node`),
    namespace: readTextField(namespace, `${what}.namespace`),
    device: readDevice(device, `${what}.device`),
    addresses: list,
    mtu: readCountField(mtu, `${what}.mtu`, LEAST_MTU, MOST_MTU),
  };
}

/** `dev_valid_name` of the kernel, and no more than printable ASCII. */
function readDevice(value: unknown, what: string): string {
  const name = readTextField(value, what);
  if (/^[!-~]{1,15}$/.test(name) && !/[/:]/.test(name) && name !== '.' && name !== '..') return name;
  throw new BadCommand('bad-command', `"${what}" must be a name for an interface, at most 15 characters`);
}
