/**
 * How `say` and the health check reach the peer that runs here: a Unix socket, one JSON line each way.
 *
 * In the image its address is abstract (written `@meshbed`): it belongs to the container's network namespace,
 * and needs no directory that a non-root user on a read-only root could write to. Elsewhere it is a file that
 * only its owner can open.
 */
import { chmodSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PORT } from './settings.ts';

export type ControlRequest = { say: string } | { status: true };
export type ControlReply =
  | { error: string }
  | { message: string; name: string; up: string[] }
  | { name: string; up: string[]; down: string[] };

const MAX_REQUEST_LENGTH = 64 * 1024;

export function controlPath(env: Record<string, string | undefined>): string {
  const path = env.MESHBED_CONTROL?.trim();
  const directory = env.XDG_RUNTIME_DIR || tmpdir();
  return path || join(directory, `meshbed-${env.MESHBED_PORT?.trim() || DEFAULT_PORT}.sock`);
}

/** As the system wants it: `@name` stands for an abstract address. */
function systemPath(path: string): string {
  return path.startsWith('@') ? `\0${path.slice(1)}` : path;
}

/** Rejects if another peer answers there; a file that nobody answers at is left over, and removed. */
export async function serveControl(
  path: string,
  answer: (request: ControlRequest) => ControlReply,
): Promise<Server> {
  if (!path.startsWith('@') && !(await askPeer(path, { status: true }).then(isThere, isGone))) remove(path);
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_REQUEST_LENGTH) socket.destroy();
      const end = text.indexOf('\n');
      if (end < 0) return;
      socket.end(`${JSON.stringify(answerTo(text.slice(0, end), answer))}\n`);
    });
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(systemPath(path), resolve);
  });
  if (!path.startsWith('@')) chmodSync(path, 0o600);
  return server;
}

function answerTo(line: string, answer: (request: ControlRequest) => ControlReply): ControlReply {
  try {
    const request = JSON.parse(line);
    if (typeof request?.say === 'string' || request?.status === true) return answer(request);
  } catch {
    // Falls through.
  }
  return { error: 'not a request' };
}

/** Asks the peer that runs here. Rejects if none does, or it takes more than two seconds. */
export function askPeer(path: string, request: ControlRequest): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(systemPath(path));
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(2_000, () => socket.destroy(new Error('the peer does not answer')));
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => {
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error('the peer gave no answer'));
      }
    });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}

function isThere(): boolean {
  return true;
}

function isGone(): boolean {
  return false;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Was not there.
  }
}
