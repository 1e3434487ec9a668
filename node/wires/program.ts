/** Lays wires, on this process's stdin and stdout. */
import { speakOnStdio } from '../contract/stdio.ts';
import type { WiresEventBody } from '../contract/wires.ts';
import { WiresSession } from './session.ts';

/** Ten thousand wires. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

export function runWires(): void {
  speakOnStdio<WiresEventBody>(MAX_LINE_LENGTH, (sink, exit) => new WiresSession(sink, exit));
}
