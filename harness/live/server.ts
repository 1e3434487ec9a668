/**
 * The live page's server: the page, the journal as server-sent events, and acts. On 127.0.0.1 only, and only for who has
 * the token (`guard.ts`). A page is given the journal from its file (`tail.ts`), so pages cost the mesh nothing.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { Guard, HEADERS } from './guard.ts';

export interface ServedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** Aborted when the asker has gone, or the server goes. */
  signal: AbortSignal;
}

export type Route = (asked: ServedRequest) => Promise<void> | void;

const ADDRESS = '127.0.0.1';
/** How long pages have at the end to read what is left; on a busy machine they need it. */
const LAST_MS = 3000;

export class LiveServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #guard = new Guard();
  readonly #routes: Readonly<Record<string, Route>>;
  readonly #leaving = new AbortController();

  /**
   * Listens at once; `port` 0: one that is free.
   *
   * @throws MeshbedError `PORT_UNUSABLE` (exit code 2).
   */
  static async open(routes: Readonly<Record<string, Route>>, port: number): Promise<LiveServer> {
    const made = new LiveServer(routes);
    made.#server.listen(port, ADDRESS);
    await once(made.#server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw portUnusable(port, error);
    });
    return made;
  }

  private constructor(routes: Readonly<Record<string, Route>>) {
    this.#routes = routes;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** With the token in it: for the one who started the mesh. */
  get url(): string {
    return `http://${ADDRESS}:${this.port}/?token=${this.#guard.token}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const left = new AbortController();
    response.on('close', () => left.abort());
    // A browser that goes away is no error.
    response.on('error', () => left.abort());
    try {
      await this.#route(request, response, AbortSignal.any([left.signal, this.#leaving.signal]));
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof MeshbedError) refuse(response, statusOf(error), error);
      else serverLine(response, 500, error instanceof Error ? error.message : String(error));
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const { headers, method = '' } = request;
    const base = `http://${ADDRESS}`;
    const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : null;
    if (url === null) return serverLine(response, 400, 'This is no address.');
    const refusal = this.#guard.refuse({ headers, url }, this.port);
    if (refusal !== null) return serverLine(response, refusal.status, refusal.text);
    const route = this.#routes[`${method} ${url.pathname}`];
    if (route === undefined) return serverLine(response, 404, 'There is nothing here.');
    const asked: ServedRequest = { request, response, url, signal };
    await route(asked);
  }

  /** Pages have a moment to read what is left; then all connections are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const enough = new AbortController();
    await Promise.race([closed, sleep(LAST_MS, undefined, { signal: enough.signal }).catch(() => {})]);
    enough.abort();
    this.#leaving.abort();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Text, and nothing that a browser would take for more. */
export function serverLine(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain',
): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, { code, message, fix }: MeshbedError): void {
  serverLine(response, status, JSON.stringify({ code, text: message, fix }), 'application/json');
}

/** What the asker did wrong, or what the mesh is not ready for. */
function statusOf({ exitCode }: MeshbedError): number {
  return exitCode === EXIT.badInput ? 400 : 409;
}

function portUnusable(port: number, error: NodeJS.ErrnoException): MeshbedError {
  const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be read (${error.code ?? error.message})`;
  return new MeshbedError(
    'PORT_UNUSABLE',
    `--port ${port}: port ${port} of ${ADDRESS} ${why}`,
    'Name another one, or leave --port out: then a free one is taken.',
    EXIT.badInput,
    error,
  );
}
