/**
 * The guardian's program. It does nothing but read its stdin until that closes. If the last word was `done`,
 * it ends. If not, the harness has died, and it removes everything of the run: process groups, and what
 * carries the run's labels on the engine. Signals do not end it; it ends with its work.
 */

import { createInterface } from 'node:readline';

import { removeProcesses } from '../system/remove.ts';
import type { GuardianLine } from './handle.ts';

const marks = new Set<string>();
let begin: Extract<GuardianLine, { say: 'begin' }> | null = null;
let done = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const text of createInterface({ input: process.stdin })) {
  const line = parse(text);
  if (line?.say === 'begin') begin = line;
  if (line?.say === 'process') marks.add(line.mark);
  if (line?.say === 'ended') marks.delete(line.mark);
  if (line?.say === 'done') done = true;
}

if (begin !== null && !done) {
  const { run, engine } = begin;
  await removeProcesses(run, marks);
  if (engine !== null) {
    const { removeRun } = await import('../../engine/remove.ts');
    const { connectToEngine } = await import('../../engine/connect.ts');
    await removeRun(connectToEngine(engine), run);
  }
}

/** The last line may be cut off in the middle by the harness's death. */
function parse(text: string): GuardianLine | null {
  try {
    return JSON.parse(text) as GuardianLine;
  } catch {
    return null;
  }
}
