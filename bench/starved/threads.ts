/** The bundled peer with its work done by another thread than the first, which only hands over what comes in and goes out. */

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const MAIN = fileURLToPath(new URL('../../node/main.ts', import.meta.url));

const worker = new Worker(MAIN, { argv: ['contract'], stdin: true });
process.stdin.pipe(worker.stdin!);
worker.once('exit', (code) => {
  process.exitCode = code;
  process.stdin.destroy();
});
