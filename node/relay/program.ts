/** A relay, or the canary, on this process's stdin and stdout. */
import type { RelayEventBody } from '../contract/relay.ts';
import { speakOnStdio } from '../contract/stdio.ts';
import { takePrecedence } from './precedence.ts';
import { RelaySession } from './session.ts';

/** Ten thousand links with all their conditions. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

export function runRelay(): void {
  takePrecedence();
  speak();
}

/** The same without links, to see how late the machine makes a program that is like all others. */
export function runCanary(): void {
  speak();
}

function speak(): void {
  speakOnStdio<RelayEventBody>(MAX_LINE_LENGTH, (sink, exit) => new RelaySession(sink, exit));
}
