/**
 * One line of stdin → a command to a relay, or what is wrong with it.
 */

import { isIPv4, isIPv6 } from 'node:net';
import { BadCommand } from '../contract/commands.ts';
import type {
  RelayCommand,
  RelayConfigureCommand,
  RelayEnd,
  RelayLimits,
  RelayLink,
  RelayLinkChange,
} from '../contract/relay.ts';
import { ATTACK_KINDS, type AttackKind } from '../link/stranger.ts';
import { readConditions } from './conditions.ts';
import {
  type Fields,
  isFields,
  readCountField,
  readFlagField,
  readHostField,
  readListField,
  readNumberField,
  readObjectField,
  readTextField,
} from './fields.ts';

const MOST = Number.MAX_SAFE_INTEGER;

export function parseRelayCommand(line: string): RelayCommand | null {
  return parseCommandLine(line, readCommand);
}

/** Null for an empty line and for a type that `read` does not know. Throws `BadCommand`, with the type and the `ref` of the line. */
export function parseCommandLine<Known>(line: string, read: (fields: Fields) => Known | null): Known | null {
  if (line.trim() === '') return null;
  const fields = parse(line);
  const ref = typeof fields.ref === 'string' ? fields.ref : undefined;
  try {
    return read(fields);
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
    throw new BadCommand('bad-json', `not a line of JSON: ${excerpt(line)}`);
  }
  if (!isFields(fields) || typeof fields.type !== 'string')
    throw new BadCommand('bad-command', `not an object with a field "type": ${excerpt(line)}`);
  return fields;
}

function readCommand(fields: Fields): RelayCommand | null {
  switch (fields.type) {
    case 'configure':
      return readConfigure(fields);
    default:
      return readCommonCommand(fields);
  }
}

/** Those that a router knows as well. */
export function readCommonCommand(fields: Fields): Exclude<RelayCommand, { type: 'configure' }> | null {
  switch (fields.type) {
    case 'link': {
      const changes = readListField(fields.changes, 'changes').map(readChange);
      return { type: 'link', ref: readTextField(fields.ref, 'ref'), changes };
    }
    case 'attack':
      return {
        type: 'attack',
        ref: readTextField(fields.ref, 'ref'),
        node: readTextField(fields.node, 'node'),
        kinds: readListField(fields.kinds, 'kinds').map(readKind),
        count: readCountField(fields.count, 'count', 1, MOST),
        everyMs: readNumberField(fields.everyMs, 'everyMs', 0, MOST),
      };
    case 'counters':
    case 'ping':
      return { type: fields.type, ref: readTextField(fields.ref, 'ref') };
    case 'reset':
    case 'stop':
      return { type: fields.type };
    default:
      return null;
  }
}

function readConfigure(fields: Fields): RelayConfigureCommand {
  const host = readHostField(readObjectField(fields.listen, 'listen').host, 'listen.host');
  const links = readListField(fields.links, 'links').map((link, i) => readLink(link, `links[${i}]`, host));
  const pairs = new Set<string>();
  for (const { a, b } of links) {
    const pair = JSON.stringify([a.node, b.node].sort());
    if (pairs.has(pair)) throw new BadCommand('bad-command', `two links between ${a.node} and ${b.node}`);
    pairs.add(pair);
  }
  return {
    type: 'configure',
    run: readTextField(fields.run, 'run'),
    relay: readTextField(fields.relay, 'relay'),
    listen: { host },
    seed: readCountField(fields.seed, 'seed', 0, 0xffff_ffff),
    links,
    limits: readLimits(fields.limits),
    ...(fields.capture === undefined ? {} : { capture: readFlagField(fields.capture, 'capture') }),
  };
}

export function readLimits(value: unknown): RelayLimits {
  const { datagrams, bytes } = value === undefined ? {} : readObjectField(value, 'limits');
  return {
    ...(datagrams === undefined ? {} : { datagrams: readCountField(datagrams, 'limits.datagrams', 1, MOST) }),
    ...(bytes === undefined ? {} : { bytes: readCountField(bytes, 'limits.bytes', 1, MOST) }),
  };
}

function readLink(value: unknown, what: string, listenHost: string): RelayLink {
  const { a, b } = readObjectField(value, what);
  const ends = { a: readEnd(a, `${what}.a`, listenHost), b: readEnd(b, `${what}.b`, listenHost) };
  if (ends.a.node === ends.b.node)
    throw new BadCommand('bad-command', `"${what}" links ${ends.a.node} to itself`);
  return { ...readLinkConditions(value, what), ...ends };
}

export function readLinkConditions(value: unknown, what: string): Omit<RelayLink, 'a' | 'b'> {
  const { link, ab, ba, cutAb, cutBa } = readObjectField(value, what);
  return {
    link: readTextField(link, `${what}.link`),
    ...(ab === undefined ? {} : { ab: readConditions(ab, `${what}.ab`) }),
    ...(ba === undefined ? {} : { ba: readConditions(ba, `${what}.ba`) }),
    ...(cutAb === undefined ? {} : { cutAb: readFlagField(cutAb, `${what}.cutAb`) }),
    ...(cutBa === undefined ? {} : { cutBa: readFlagField(cutBa, `${what}.cutBa`) }),
  };
}

function readEnd(value: unknown, what: string, listenHost: string): RelayEnd {
  const { node, host, port, natTimeoutMs } = readObjectField(value, what);
  const end = {
    node: readTextField(node, `${what}.node`),
    host: readHostField(host, `${what}.host`),
    port: readCountField(port, `${what}.port`, 1, 65_535),
  };
  if (isIPv4(listenHost) && isIPv6(end.host))
    throw new BadCommand('bad-command', `"${what}.host" is ${end.host}, and the relay listens on IPv4`);
  if (natTimeoutMs === undefined) return end;
  return { ...end, natTimeoutMs: readNumberField(natTimeoutMs, `${what}.natTimeoutMs`, 0, Number.MAX_VALUE) };
}

function readKind(value: unknown): AttackKind {
  const kind = ATTACK_KINDS.find((each) => each === value);
  if (kind === undefined)
    throw new BadCommand('bad-command', `"kinds" must be of ${ATTACK_KINDS.join(', ')}`);
  return kind;
}

function readChange(value: unknown, i: number): RelayLinkChange {
  const what = `changes[${i}]`;
  const { from, to, conditions, cut } = readObjectField(value, what);
  return {
    from: readTextField(from, `${what}.from`),
    to: readTextField(to, `${what}.to`),
    ...(conditions === undefined ? {} : { conditions: readConditions(conditions, `${what}.conditions`) }),
    ...(cut === undefined ? {} : { cut: readFlagField(cut, `${what}.cut`) }),
  };
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
