/**
 * `npm test`: everything that must hold before a change goes in, and a summary at the end. What is static runs
 * side by side, its output shown only where it fails; the tests follow. Arguments go to vitest.
 */

import { spawn } from 'node:child_process';

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

const outcomes = await Promise.all(STATIC.map(([name, command]) => carryOut(name, command.split(' '))));
for (const { ok, name, output } of outcomes) if (!ok) console.log(`--- ${name}\n${output}`);
outcomes.push(await carryOut('tests', ['vitest', 'run', ...process.argv.slice(2)], true));

for (const { ok, name, seconds } of outcomes)
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
