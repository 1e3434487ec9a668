/**
 * Whether processes can have network namespaces and wires here, as a routed network needs them, and exactly why not.
 */

import { accessSync, constants, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { delimiter, join } from 'node:path';

/** As much of this machine, and of us on it, as decides that. */
export interface NamespaceHost {
  platform: string;
  nodeVersion: string;
  hasFfi: boolean;
  isRoot: boolean;
  /** Effective ones, as bits; null where that is not known. */
  capabilities: bigint | null;
  hasNsenter: boolean;
}

/** By their bits (capability.h): to make namespaces and enter them, to lay wires, and to read packets from them. */
const CAPABILITIES = { SYS_ADMIN: 21n, NET_ADMIN: 12n, NET_RAW: 13n };

export function inspectNamespaceSupport(): NamespaceHost {
  return {
    platform: process.platform,
    nodeVersion: process.version,
    hasFfi: isBuiltin('node:ffi'),
    isRoot: process.getuid?.() === 0,
    capabilities: capabilitiesOf('/proc/self/status'),
    hasNsenter: nsenterPath() !== null,
  };
}

/** Null when it can. All that is missing, in one line. */
export function whyNoNamespaces(host: NamespaceHost = inspectNamespaceSupport()): string | null {
  if (host.platform !== 'linux') return `network namespaces are Linux's, and this is ${host.platform}`;
  const { capabilities: has, nodeVersion } = host;
  const lacking = Object.entries(CAPABILITIES).flatMap(([name, bit]) =>
    has === null || (has >> bit) & 1n ? [] : [name],
  );
  const whys = [
    host.hasFfi ? null : `Node ${nodeVersion} has no node:ffi, which comes with 26.1`,
    host.isRoot ? null : 'we are not root',
    host.isRoot && lacking.length > 0 ? `root has no ${lacking.join(', ')} here` : null,
    host.hasNsenter ? null : 'there is no program `nsenter` (util-linux) on the PATH',
  ];
  return whys.filter((why) => why !== null).join('; ') || null;
}

function capabilitiesOf(status: string): bigint | null {
  try {
    const [, bits] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync(status, 'latin1')) ?? [];
    return bits === undefined ? null : BigInt(`0x${bits}`);
  } catch {
    return null;
  }
}

/** The program of util-linux that becomes another one in a namespace; null where we have none. */
export function nsenterPath(): string | null {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'nsenter'));
  return places.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
