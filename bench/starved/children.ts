/** The bundled peer with its work done by a child process of a child process. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../node/main.ts', import.meta.url));
const SELF = fileURLToPath(import.meta.url);

const [generation] = process.argv.slice(2);
const command = generation === 'child' ? [MAIN, 'contract'] : [SELF, 'child'];
// It has the harness's pipes for its own, and so ends when these do.
const child = spawn(process.execPath, command, { stdio: 'inherit' });
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
