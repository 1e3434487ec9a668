/**
 * `npm test`: everything that must hold before a change goes in, and a summary at the end. What is static runs
 * side by side, its output shown only where it fails; the tests follow. Arguments go to vitest; with others than reporters, it is
 * one vitest that runs what they name.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Outcome {
  name: string;
  ok: boolean;
  seconds: string;
  output: string;
}

const STATIC: [name: string, command: string][] = [
  ['lint', 'biome check --error-on-warnings .'],
  ['types', 'tsc -p tsconfig.json'],
  ['types of node/core', 'tsc -p node/core/tsconfig.json'],
  ['types of node/link', 'tsc -p node/link/tsconfig.json'],
  ['types of page', 'tsc -p page/tsconfig.json'],
  ['dead code', 'knip --no-progress'],
];

/** Never rejects. With `show`, the output goes to the terminal as it comes. */
function carryOut(name: string, [program = '', ...args]: string[], show = false): Promise<Outcome> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    const end = (ok: boolean) =>
      resolve({ name, ok, output, seconds: ((performance.now() - startedMs) / 1000).toFixed(1) });
    child.on('error', (error) => {
      output += `${error.message}\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/**
 * Tests in lanes, each a vitest of its own, since most of what starts programs waits: for timers of protocols, and for an engine, of which
 * there may be two. A lane has only so many workers as what it waits for can bear (`vitest.config.ts`). Those that compare times or
 * take the processors come when all others are done.
 */
const LANES = [['unit', 'live'], ['docker'], ['podman']];
const LAST = ['alone'];

/** All tests, told as one run would: by the reporters that the arguments name. */
async function runAll(reporters: string[]): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-lanes-'));
  const lane = (projects: string[]) => {
    const report = join(folder, `${projects.join('-')}.blob`);
    const which = projects.flatMap((project) => ['--project', project]);
    const how = ['--reporter=dot', '--reporter=blob', `--outputFile.blob=${report}`];
    return carryOut(`tests: ${projects.join(', ')}`, ['vitest', 'run', ...which, ...how], true);
  };
  const outcomes = await Promise.all(LANES.map(lane));
  outcomes.push(await lane(LAST));
  outcomes.push(
    await carryOut('their report', ['vitest', 'run', `--merge-reports=${folder}`, ...reporters], true),
  );
  rmSync(folder, { recursive: true });
  return outcomes;
}

const args = process.argv.slice(2);
const outcomes = await Promise.all(STATIC.map(([name, command]) => carryOut(name, command.split(' '))));
for (const { ok, name, output } of outcomes) if (!ok) console.log(`--- ${name}\n${output}`);
if (args.every((arg) => /^--(reporter|outputFile)\b/.test(arg))) outcomes.push(...(await runAll(args)));
else outcomes.push(await carryOut('tests', ['vitest', 'run', ...args], true));

for (const { ok, name, seconds } of outcomes)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
