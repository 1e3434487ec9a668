/** A peer under the node contract, on this process's stdin and stdout. */

import type { OpenHost } from '../contract/host.ts';
import { ContractSession } from '../contract/session.ts';
import { speakOnStdio } from '../contract/stdio.ts';
import type { EventBody } from '../contract/types.ts';
import { PeerHost } from './host.ts';
import { deriveKeys } from './keys.ts';
import { compileHotPaths } from './rehearsal.ts';

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
  if (!hasRehearsed) compileHotPaths();
  hasRehearsed = true;
  return host;
};
