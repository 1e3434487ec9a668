/** A peer under the node contract, on this process's stdin and stdout. */
import { PeerHost } from '../udp/host.ts';
import { deriveKeys } from '../udp/keys.ts';
import { rehearse } from '../udp/rehearsal.ts';
import type { OpenHost } from './host.ts';
import { ContractSession } from './session.ts';
import { speakOnStdio } from './stdio.ts';
import type { EventBody } from './types.ts';

/** Base64 of a datagram is small; a list of ten thousand neighbours is not. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024;

export function runContract(): void {
  speakOnStdio<EventBody>(MAX_LINE_LENGTH, (sink, exit) => new ContractSession(sink, exit, openHost));
}

let hasRehearsed = false;

/** Over a real socket. */
export const openHost: OpenHost = async ({ key, ...setup }, handlers) => {
  const host = await PeerHost.open({ ...setup, keys: deriveKeys(Buffer.from(key, 'hex')) }, handlers);
  // Once for a process, which may serve several runs.
  if (!hasRehearsed) rehearse();
  hasRehearsed = true;
  return host;
};
