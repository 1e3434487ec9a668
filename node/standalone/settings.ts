/**
 * A peer's settings from the environment, for use without a harness. All mistakes are reported at once.
 */
import { isIP } from 'node:net';
import { durationMs, type PeerOptions, readPeerOptions } from '../contract/options.ts';
import type { HostPort } from '../udp/endpoint.ts';

export const DEFAULT_PORT = 7117;

export interface Settings extends PeerOptions {
  key: string;
  /** Names or addresses where peers may be found; resolved again from time to time. */
  peers: HostPort[];
  /** Undefined: every address of this machine. */
  listenHost: string | undefined;
  port: number;
  /** Undefined: found out at start. */
  name: string | undefined;
  resolveEveryMs: number;
}

export const KNOWN = [
  'KEY',
  'PEERS',
  'PORT',
  'LISTEN',
  'NAME',
  'KEEPALIVE',
  'HOPS',
  'STORE',
  'RESOLVE',
  'CONTROL',
];

export function readSettings(env: Record<string, string | undefined>): {
  settings: Settings;
  errors: string[];
  warnings: string[];
} {
  const errors: string[] = [];
  const warnings = Object.keys(env)
    .filter((name) => name.startsWith('MESHBED_') && !KNOWN.includes(name.slice('MESHBED_'.length)))
    .map((name) => `${name} is not known; known are ${KNOWN.map((known) => `MESHBED_${known}`).join(', ')}`);
  const get = (name: string) => env[`MESHBED_${name}`]?.trim() || undefined;

  const key = get('KEY') ?? '';
  if (key === '')
    errors.push('MESHBED_KEY is not set: give all peers of a mesh the same passphrase, or 64 hex digits');
  const port = Number(get('PORT') ?? DEFAULT_PORT);
  if (!isPort(port)) errors.push(`MESHBED_PORT: ${get('PORT')} is not a port from 1 to 65535`);
  const listenHost = get('LISTEN');
  if (listenHost !== undefined && isIP(listenHost) === 0)
    errors.push(`MESHBED_LISTEN: ${listenHost} is not an IP address`);
  const resolveEveryMs = durationMs(get('RESOLVE') ?? '5s') ?? 0;
  if (resolveEveryMs < 100) errors.push(`MESHBED_RESOLVE: ${get('RESOLVE')} is not a time such as 5s`);

  const options = readPeerOptions({
    ...(get('KEEPALIVE') !== undefined && { keepalive: get('KEEPALIVE') }),
    ...(get('HOPS') !== undefined && { hops: get('HOPS') }),
    ...(get('STORE') !== undefined && { store: get('STORE') }),
  });
  for (const { text } of options.problems) errors.push(text.replace(/^option (\w+)/, inCapitals));

  const peers: HostPort[] = [];
  for (const entry of (get('PEERS') ?? '').split(',').map((text) => text.trim())) {
    if (entry === '') continue;
    const place = readPlace(entry, isPort(port) ? port : DEFAULT_PORT);
    if (place) peers.push(place);
    else errors.push(`MESHBED_PEERS: ${entry} is not a host or host:port`);
  }
  const settings = { ...options.options, key, peers, listenHost, port, name: get('NAME'), resolveEveryMs };
  return { settings, errors, warnings };
}

/** `host`, `host:port`, `1.2.3.4:port`, `::1`, `[::1]:port`. */
export function readPlace(text: string, defaultPort: number): HostPort | undefined {
  if (isIP(text) !== 0) return { host: text, port: defaultPort };
  const match = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:[\]]+))(?::(\d+))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  return host !== undefined && isPort(port) ? { host, port } : undefined;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function inCapitals(_whole: string, name: string): string {
  return `MESHBED_${name.toUpperCase()}`;
}
