/**
 * The engine's answers that last: a container's streams, and the wait for its end. We put these questions ourselves,
 * since the client's own way of putting them does not work on every engine.
 */

import type { Duplex } from 'node:stream';

import type Docker from 'dockerode';

const REFUSALS = { 404: 'no such container', 409: 'conflict', 500: 'server error' };

/** A container's stdin, stdout and stderr as one connection: framed out (`docker/demux.ts`), plain in. */
export async function attachToContainer(docker: Docker, id: string): Promise<Duplex> {
  return (await ask(docker, `/containers/${id}/attach`, {
    options: { stream: true, stdin: true, stdout: true, stderr: true },
    // The client would send the options as a body too. Podman hands what it finds there to the program, in front of the
    // first command. A body of no bytes, and not none, since Node sends no head before it has something to send.
    file: Buffer.alloc(0),
    hijack: true,
    openStdin: true,
  })) as Duplex;
}

/** The answer's head comes at once, its body when the condition is met. */
export async function waitForContainer(
  docker: Docker,
  id: string,
  condition: 'next-exit' | 'removed',
): Promise<NodeJS.ReadableStream> {
  return await ask(docker, `/containers/${id}/wait`, { options: { condition } });
}

function ask(docker: Docker, path: string, more: object): Promise<NodeJS.ReadableStream> {
  const question = {
    ...more,
    path: `${path}?`,
    method: 'POST',
    isStream: true,
    statusCodes: { 200: true, ...REFUSALS },
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(question as never, (error: unknown, stream: unknown) => {
      if (error) reject(error);
      else resolve(stream as NodeJS.ReadableStream);
    });
  });
}
