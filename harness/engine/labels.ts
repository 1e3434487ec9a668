/**
 * The labels by which everything of ours on an engine is known, and the names of those things.
 */

import { hostname, userInfo } from 'node:os';

export const LABEL = {
  /** The run's id: on containers, networks and leases. */
  run: 'meshbed.run',
  /** For people: who started it, `user@host`. Nothing is decided by it. */
  owner: 'meshbed.owner',
  node: 'meshbed.node',
  network: 'meshbed.network',
  /** On what runs beside the nodes: a relay's name, or `canary`. */
  helper: 'meshbed.helper',
  /** On what holds the network of a node: its name. */
  holder: 'meshbed.holder',
  /** On images that we built: the hash of what they were built from. */
  source: 'meshbed.source',
  /** On a lease: for how many seconds after its creation it holds. */
  lease: 'meshbed.lease-seconds',
} as const;

export function engineLabels(run: string, more: Record<string, string> = {}): Record<string, string> {
  return { [LABEL.run]: run, [LABEL.owner]: owner(), ...more };
}

/** A filter for the engine's lists: what carries `label`, with this value where one is given. */
export function labelFilter(label: string, value?: string): { label: string[] } {
  return { label: [value === undefined ? label : `${label}=${value}`] };
}

/** A part of a container's name: letters, digits, `_`, `.` and `-`. */
export function toEngineName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_.-]/g, '_').slice(0, 40);
}

function owner(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `unknown@${hostname()}`;
  }
}
