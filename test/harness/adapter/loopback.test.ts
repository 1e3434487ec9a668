/**
 * Whether a program is ready, and putting a message in, where both go over a socket: against small servers on loopback.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isReady } from '../../../harness/adapter/probe.ts';
import type { StartValues } from '../../../harness/adapter/start-values.ts';
import { injectMessage } from '../../../harness/adapter/way-in.ts';
import type { InjectRule, ReadyRule } from '../../../harness/topology/model/program.ts';

const HOST = '127.0.0.1';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function tcpPort(): Promise<number> {
  const server = createTcp((socket) => socket.destroy()).listen(0, HOST);
  closing.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function udpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, HOST);
  closing.push(() => socket.close());
  await once(socket, 'listening');
  return socket.address().port;
}

/** One that was free a moment ago. */
async function closedPort(open: () => Promise<number>): Promise<number> {
  const port = await open();
  closing.pop()!();
  return port;
}

interface Asked {
  method: string | undefined;
  url: string | undefined;
  body: string;
}

/** Answers with this status, or never; and what it has been asked. */
async function httpServer(status: number | 'never'): Promise<{ port: number; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ method: request.method, url: request.url, body: Buffer.concat(chunks).toString() });
    if (status !== 'never') response.writeHead(status, { location: '/elsewhere' }).end('x'.repeat(100_000));
  }).listen(0, HOST);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, asked };
}

/** What a program that was told to listen on that port knows. */
function valuesAt(port: number): StartValues {
  const reached = { host: HOST, port };
  return { listen: reached, reached, peers: [], texts: { host: HOST, port: `${port}`, node: 'n1' } };
}

const noCommand = async () => ({ code: null, text: 'there are no commands here' });
const looks = (rule: ReadyRule, port: number) => isReady(rule, valuesAt(port), noCommand);

describe('ready by TCP', () => {
  it('holds where connections are taken, at its own port or at another', async () => {
    const port = await tcpPort();
    expect(await looks({ tcp: true }, port)).toBe(true);
    expect(await looks({ tcp: port }, 1)).toBe(true);
  });

  it('does not hold where none is', async () => {
    expect(await looks({ tcp: true }, await closedPort(tcpPort))).toBe(false);
  });
});

describe('ready by UDP', () => {
  it('holds where a datagram is not refused, at its own port or at another', async () => {
    const port = await udpPort();
    expect(await looks({ udp: true }, port)).toBe(true);
    expect(await looks({ udp: port }, 1)).toBe(true);
  });

  it('does not hold where one is', async () => {
    expect(await looks({ udp: true }, await closedPort(udpPort))).toBe(false);
  });
});

describe('ready by HTTP', () => {
  it.each([
    [200, undefined, true],
    [204, undefined, true],
    [302, undefined, false],
    [404, undefined, false],
    [503, undefined, false],
    [404, 404, true],
    [200, 404, false],
  ])('answered with %i, where %j is wanted: %j', async (answer, status, holds) => {
    const { port, asked } = await httpServer(answer);
    const rule = { http: '/health', ...(status === undefined ? {} : { status }) };
    expect(await looks(rule, port)).toBe(holds);
    expect(asked).toEqual([{ method: 'GET', url: '/health', body: '' }]);
  });

  it('goes to an address where one is written', async () => {
    const { port, asked } = await httpServer(200);
    expect(await looks({ http: `http://{host}:${port}/of/{node}` }, 1)).toBe(true);
    expect(asked[0]?.url).toBe('/of/n1');
  });

  it('does not hold where nobody answers', async () => {
    expect(await looks({ http: '/' }, await closedPort(tcpPort))).toBe(false);
  });

  it('does not hold where somebody takes the request and says nothing', async () => {
    const { port } = await httpServer('never');
    expect(await looks({ http: '/' }, port)).toBe(false);
  });
});

describe('a message by HTTP', () => {
  const nothing = { write: async () => false, execute: noCommand };
  const put = (http: Extract<InjectRule, { http: object }>['http'], port: number) =>
    injectMessage({ http }, { host: HOST, port: `${port}`, ref: '0.0', text: 'hello' }, nothing);
  const url = 'http://{host}:{port}/messages/{ref}';

  it('is a request with the message in it', async () => {
    const { port, asked } = await httpServer(202);
    expect(await put({ url, method: 'POST', body: '{"text":"{text}"}' }, port)).toBe(null);
    expect(asked).toEqual([{ method: 'POST', url: '/messages/0.0', body: '{"text":"hello"}' }]);
  });

  it('has no body where it is a GET', async () => {
    const { port, asked } = await httpServer(200);
    expect(await put({ url: `${url}?t={text}`, method: 'GET', body: 'b' }, port)).toBe(null);
    expect(asked).toEqual([{ method: 'GET', url: '/messages/0.0?t=hello', body: '' }]);
  });

  it.each([400, 302, 500])('is refused by the status %i, in words', async (status) => {
    const { port } = await httpServer(status);
    const why = `http://${HOST}:${port}/messages/0.0 answered with ${status}`;
    expect(await put({ url, method: 'POST' }, port)).toBe(why);
  });

  it('is refused where nobody answers, with the reason', async () => {
    const port = await closedPort(tcpPort);
    const why = await put({ url, method: 'POST', body: '{text}' }, port);
    expect(why).toMatch(/^http:\S+ answered nothing: connect ECONNREFUSED/);
  });
});
