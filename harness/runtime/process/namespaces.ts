/**
 * Whether processes can have network namespaces and wires here, as a routed network needs them, and exactly why not.
 */

import { accessSync, constants, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { delimiter, join } from 'node:path';
import { needsUserNamespace, whyNoUserNamespace } from './user-namespaces.ts';

/** As much of this machine, and of us on it, as decides that. */
export interface NamespaceHost {
  platform: string;
  nodeVersion: string;
  hasFfi: boolean;
  isRoot: boolean;
  /** Effective ones, as bits; null where that is not known. */
  capabilities: bigint | null;
  hasNsenter: boolean;
  /** These two matter to those who are not root. */
  hasUnshare: boolean;
  /** Null where we can be root of one, and where nobody tried. */
  noUserNamespace: string | null;
}

/** By their bits (capability.h): to make namespaces and enter them, to lay wires, and to read packets from them. */
const CAPABILITIES = { SYS_ADMIN: 21n, NET_ADMIN: 12n, NET_RAW: 13n };

export function inspectNamespaceSupport(): NamespaceHost {
  const isRoot = !needsUserNamespace();
  const unshare = pathOf('unshare');
  return {
    platform: process.platform,
    nodeVersion: process.version,
    hasFfi: isBuiltin('node:ffi'),
    isRoot,
    capabilities: capabilitiesOf('/proc/self/status'),
    hasNsenter: pathOf('nsenter') !== null,
    hasUnshare: unshare !== null,
    noUserNamespace: isRoot || unshare === null ? null : whyNoUserNamespace(unshare),
  };
}

/** Null when it can. All that is missing, in one line. */
export function whyNoNamespaces(host: NamespaceHost = inspectNamespaceSupport()): string | null {
  if (host.platform !== 'linux') return `network namespaces are Linux's, and this is ${host.platform}`;
  const { isRoot, noUserNamespace, nodeVersion } = host;
  const lacking = isRoot ? lackingCapabilities(host.capabilities) : [];
  const notThere = [
    ...(host.hasNsenter ? [] : ['nsenter']),
    ...(isRoot || host.hasUnshare ? [] : ['unshare']),
  ].map((program) => `there is no program \`${program}\` (util-linux) on the PATH`);
  const whys = [
    host.hasFfi ? null : `Node ${nodeVersion} has no node:ffi, which comes with 26.1`,
    lacking.length === 0 ? null : `root has no ${lacking.join(', ')} here`,
    isRoot || noUserNamespace === null
      ? null
      : `we are not root, and cannot be root of a user namespace (${noUserNamespace})`,
    ...notThere,
  ];
  return whys.filter((why) => why !== null).join('; ') || null;
}

function lackingCapabilities(has: bigint | null): string[] {
  return Object.entries(CAPABILITIES).flatMap(([name, bit]) =>
    has === null || (has >> bit) & 1n ? [] : [name],
  );
}

function capabilitiesOf(status: string): bigint | null {
  try {
    const [, bits] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync(status, 'latin1')) ?? [];
    return bits === undefined ? null : BigInt(`0x${bits}`);
  } catch {
    return null;
  }
}

/** Of a program of util-linux: on our PATH, for a node's is for its own program; null where we have none. */
export function pathOf(program: 'nsenter' | 'unshare'): string | null {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
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
