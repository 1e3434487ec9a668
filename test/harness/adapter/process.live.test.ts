import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AdaptedRuntime } from '../../../harness/adapter/adapted-runtime.ts';
import { waitUntilTrue } from '../../../harness/runtime/port/clock.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { isProcessAlive, markedProcesses, processMark } from '../../../harness/runtime/system/proc.ts';
import { Ear, quiet } from '../runtime/fixtures.ts';
import { describeAdapter } from './adapter-suite.ts';
import { planOfPrograms } from './fixtures.ts';

describeAdapter('as processes', {
  make: () => new ProcessRuntime(),
  extra: {},
  readsFiles: true,
  leftovers: async (run) =>
    markedProcesses()
      .filter((found) => found.run === run)
      .map(({ pid }) => `process ${pid}`),
});

/** A program that starts another in a session of its own, and then does that; where its number stands. */
function daemon(then: string, pidFile: string) {
  const code = `require('node:child_process').spawn('sh', ['-c', 'echo $$ > ${pidFile}; sleep 100'], { detached: true, stdio: 'ignore' }).unref(); ${then}`;
  const command = [process.execPath, '--eval', code, '{peers}'];
  return planOfPrograms({ command, ready: { log: 'never' } });
}

test.each([
  ['ends at once', 'setTimeout(() => process.exit(0), 300)'],
  ['is killed', 'setInterval(() => {}, 1000)'],
])(
  'a program that puts a part of itself into the background and %s: nothing of it is left',
  async (how, then) => {
    const folder = mkdtempSync(join(tmpdir(), 'meshbed-daemon-'));
    const pidFile = join(folder, 'pid');
    const runtime = new AdaptedRuntime(new ProcessRuntime());
    const ear = new Ear();
    await runtime.open(daemon(then, pidFile), ear, quiet);
    await runtime.start([{ node: 'n1', boot: 1 }], quiet);
    const pid = () => {
      try {
        return Number(readFileSync(pidFile, 'utf8'));
      } catch {
        return 0;
      }
    };
    await waitUntilTrue(() => pid() > 0, 10_000);
    const marked = processMark(pid());
    if (how === 'is killed') await runtime.apply({ type: 'kill', node: 'n1' });
    await ear.hears(() => ear.exits('n1').length > 0);
    expect(marked !== null && isProcessAlive(marked)).toBe(false);
    expect(ear.texts('n1', 'log')).toContain('meshbed: 2 processes outside its group ended with it');
    await runtime.close();
    rmSync(folder, { recursive: true });
  },
);
