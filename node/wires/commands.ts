/** One line of stdin → a command of those that lay wires, or what is wrong with it. */
import { BadCommand } from '../contract/commands.ts';
import type { Wire, WiresCommand } from '../contract/wires.ts';
import {
  type Fields,
  isFields,
  readCount,
  readHost,
  readList,
  readObject,
  readText,
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
  const ref = () => readText(fields.ref, 'ref');
  switch (fields.type) {
    case 'hold':
      return { type: 'hold', ref: ref(), count: readCount(fields.count, 'count', 1, MOST_NAMESPACES) };
    case 'wire':
      return { type: 'wire', ref: ref(), ...readRouter(fields.router), wires: readWires(fields.wires) };
    case 'unwire': {
      const command = { type: 'unwire' as const, ref: ref(), ...readRouter(fields.router) };
      if (fields.nodes === undefined) return command;
      const nodes = readList(fields.nodes, 'nodes').map((node, i) => readText(node, `nodes[${i}]`));
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
  return value === undefined ? {} : { router: readText(value, 'router') };
}

function readWires(value: unknown): Wire[] {
  const wires = readList(value, 'wires').map((wire, i) => readWire(wire, `wires[${i}]`));
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
  const { node, namespace, device, addresses, mtu } = readObject(value, what);
  const list = readList(addresses, `${what}.addresses`).map((each, i) => {
    const at = `${what}.addresses[${i}]`;
    const { address, gateway } = readObject(each, at);
    return { address: readHost(address, `${at}.address`), gateway: readHost(gateway, `${at}.gateway`) };
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
    node: readText(node, `${what}.node`),
    namespace: readText(namespace, `${what}.namespace`),
    device: readDevice(device, `${what}.device`),
    addresses: list,
    mtu: readCount(mtu, `${what}.mtu`, LEAST_MTU, MOST_MTU),
  };
}

/** `dev_valid_name` of the kernel, and no more than printable ASCII. */
function readDevice(value: unknown, what: string): string {
  const name = readText(value, what);
  if (/^[!-~]{1,15}$/.test(name) && !/[/:]/.test(name) && name !== '.' && name !== '..') return name;
  throw new BadCommand('bad-command', `"${what}" must be a name for an interface, at most 15 characters`);
}
