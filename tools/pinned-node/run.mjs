/**
 * `node tools/pinned-node/run.mjs FILE ARGUMENTS…` runs FILE on the Node that npm installed for this project, and lets
 * all that it starts find that Node first. Plain JavaScript, for it is itself run by whatever Node there is.
 *
 * npm would do it alone by `node_modules/.bin/node`, but npm 10 and older remove that link again when they drop the
 * packages of the other platforms, whose link has the same name.
 */

import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = [22, 22];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const platform = `${process.platform}-${process.arch}`;
const pinned = [`node-${platform}`, `node-bin-${platform}`]
  .map((name) => join(root, 'node_modules', name, 'bin', 'node'))
  .find((path) => existsSync(path));

const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
const args = process.argv.slice(2);

if (pinned === undefined && !isNewEnough) {
  const needed = `Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}`;
  console.error(
    `error: this needs ${needed}\n  fix: run npm ci, which installs one; for ${platform} there is none: install it`,
  );
  process.exit(3);
}

const node = pinned ?? process.execPath;
process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;

if (realpathSync(node) === realpathSync(process.execPath) && !args[0]?.startsWith('-')) {
  process.argv.splice(1, 2, resolve(args[0]));
  await import(pathToFileURL(process.argv[1]).href);
} else {
  const child = spawn(node, args, { stdio: 'inherit' });
  // Ctrl-C reaches the child too, which decides what to make of it; we stay until it is gone.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
