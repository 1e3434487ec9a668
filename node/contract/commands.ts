/**
 * One line of stdin → a command, or what is wrong with it. Fields and types that are not known are passed
 * over, as the contract asks.
 */
import { isIP } from 'node:net';
import type { Command, ConfigureCommand, Endpoint, PeerAddress } from './types.ts';

/** A command that is known but not fit to be carried out; `ref` if it had one. */
export class BadCommand extends Error {
  readonly code: string;
  readonly ref: string | undefined;

  constructor(code: string, text: string, ref?: string) {
    super(text);
    this.code = code;
    this.ref = ref;
  }
}

type Fields = Record<string, unknown>;

/** Null for an empty line and for a type that is not known. Throws `BadCommand`. */
export function parseCommand(line: string): Command | null {
  if (line.trim() === '') return null;
  let fields: Fields;
  try {
    fields = JSON.parse(line);
  } catch {
    throw new BadCommand('bad-json', `not a line of JSON: ${excerpt(line)}`);
  }
  if (typeof fields !== 'object' || fields === null || typeof fields.type !== 'string')
    throw new BadCommand('bad-command', `not an object with a field "type": ${excerpt(line)}`);
  const read = readers.get(fields.type);
  return read ? read(fields) : null;
}

const readers = new Map<string, (fields: Fields) => Command>([
  ['configure', readConfigure],
  ['inject', readInject],
  ['peers', (fields) => ({ type: 'peers', peers: readPeers(fields.peers) })],
  ['ping', (fields) => ({ type: 'ping', ref: readRef(fields) })],
  ['stats', () => ({ type: 'stats' })],
  ['reset', () => ({ type: 'reset' })],
  ['stop', () => ({ type: 'stop' })],
]);

function readConfigure(fields: Fields): ConfigureCommand {
  const { run, node, boot, seed, key, options } = fields;
  if (typeof run !== 'string') throw wrongField('run', 'a string');
  if (typeof node !== 'string' || node === '') throw wrongField('node', 'a name');
  if (!isCount(boot, 1, Number.MAX_SAFE_INTEGER)) throw wrongField('boot', 'a whole number from 1');
  if (!isCount(seed ?? 0, 0, 0xffff_ffff)) throw wrongField('seed', 'an unsigned 32-bit integer');
  if (typeof key !== 'string' || !/^[0-9a-f]{64}$/i.test(key)) throw wrongField('key', '64 hex digits');
  if (options !== undefined && (typeof options !== 'object' || options === null))
    throw wrongField('options', 'an object');
  const listen = readEndpoint(fields.listen, 'listen', 0);
  const peers = readPeers(fields.peers);
  if (peers.some((peer) => peer.node === node)) throw wrongField('peers', `others than ${node} itself`);
  return {
    type: 'configure',
    run,
    node,
    boot: boot as number,
    seed: (seed ?? 0) as number,
    key,
    listen,
    peers,
    options: (options ?? {}) as Fields,
  };
}

function readInject(fields: Fields): Command {
  const ref = readRef(fields);
  if (typeof fields.data !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(fields.data))
    throw new BadCommand('bad-command', 'inject: "data" must be base64', ref);
  return { type: 'inject', ref, data: fields.data };
}

function readRef(fields: Fields): string {
  if (typeof fields.ref !== 'string')
    throw new BadCommand('bad-command', `${fields.type}: "ref" must be a string`);
  return fields.ref;
}

function readPeers(value: unknown): PeerAddress[] {
  if (!Array.isArray(value)) throw wrongField('peers', 'a list');
  return value.map((peer: unknown) => {
    const node = isFields(peer) ? peer.node : undefined;
    if (typeof node !== 'string' || node === '') throw wrongField('peers', 'a list of {node, host, port}');
    return { node, ...readEndpoint(peer, `peers: ${node}`, 1) };
  });
}

function readEndpoint(value: unknown, what: string, leastPort: number): Endpoint {
  const { host, port } = isFields(value) ? value : {};
  if (typeof host !== 'string' || isIP(host) === 0) throw wrongField(what, 'at a host that is an IP literal');
  if (!isCount(port, leastPort, 65_535)) throw wrongField(what, `at a port from ${leastPort} to 65535`);
  return { host, port: port as number };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function wrongField(what: string, wanted: string): BadCommand {
  return new BadCommand('bad-command', `"${what}" must be ${wanted}`);
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
