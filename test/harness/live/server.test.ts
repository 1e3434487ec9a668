/**
 * The live page's server as others meet it: who is refused, and how the journal comes.
 */

import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { text as textFrom } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_HEADER } from '../../../harness/live/guard.ts';
import { LiveServer } from '../../../harness/live/server.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { aPassedRing } from '../report/results.ts';
import { JournalServer } from './journal-server.ts';

const TOPOLOGY = topologyFromObject({ name: 'pair', seed: 1, nodes: { count: 2 }, links: { shape: 'line' } });

let live: JournalServer;
let token: string;
beforeAll(async () => {
  live = await JournalServer.open(TOPOLOGY);
  token = new URL(live.server.url).searchParams.get('token') ?? '';
  await live.write('{"line":1}\n{"line":2}\n');
});
afterAll(() => live[Symbol.asyncDispose]());

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** As any program may ask: `fetch` would not let a test say who it is. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const asked = request({ port: live.server.port, path, method, headers }, async (response) => {
      const { statusCode: status = 0, headers } = response;
      resolve({ status, headers, body: await textFrom(response) });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const post = (body: string, headers: Record<string, string> = {}) =>
  ask('/act', { [TOKEN_HEADER]: token, 'content-type': 'application/json', ...headers }, body);

describe('the page', () => {
  it('is given to who has the token, with a policy that lets it ask this server only', async () => {
    const { status, headers, body } = await ask(`/?token=${token}`);
    expect(status).toBe(200);
    expect(body).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; [^"]*connect-src 'self'"/);
    expect(headers).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each<[string, string, Record<string, string>]>([
    ['without the token', '/', {}],
    ['with a wrong one', '/?token=00', {}],
    ['under another name', '/?token=TOKEN', { host: 'evil.example' }],
    ['from another page', '/events?token=TOKEN', { origin: 'http://evil.example' }],
  ])('is not, %s', async (_, path, headers) => {
    const { status, body } = await ask(path.replace('TOKEN', token), headers);
    expect(status).toBe(403);
    expect(body).not.toContain('<script');
  });

  it('is there alone', async () => {
    expect((await ask(`/etc/passwd?token=${token}`)).status).toBe(404);
    expect((await ask('//[', { [TOKEN_HEADER]: token })).status).toBe(400);
    expect((await ask(`/act?token=${token}`)).status).toBe(404);
  });
});

describe('an act', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['without the token', '{}', { [TOKEN_HEADER]: '' }, 403, 'The token is missing'],
    ['of another page', '{}', { origin: 'http://evil.example' }, 403, 'its own page only'],
    ['as a form could send it', '{}', { 'content-type': 'text/plain' }, 400, 'application/json'],
    ['that is no JSON', '{', {}, 400, 'no JSON'],
    ['that is nothing', '[]', {}, 400, 'There is no step'],
    ['that is too large', ' '.repeat(600_000), {}, 400, 'too large'],
    ['that is for the terminal', '{"line":"save /etc/passwd"}', {}, 400, 'is for the terminal'],
    ['that is misspelt', '{"line":"kil n1"}', {}, 400, 'Did you mean `kill`?'],
    ['before the mesh is up', '{"step":{"kill":"n1"}}', {}, 409, 'still being started'],
  ])('%s is refused', async (_, body, headers, status, text) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
  });
});

it('what is too large is answered when all of it has come, so that nothing of it comes before what is asked next', async () => {
  const headers = { [TOKEN_HEADER]: token, 'content-type': 'application/json' };
  const asked = request({ port: live.server.port, path: '/act', method: 'POST', headers });
  let status: number | undefined;
  const answered = once(asked, 'response').then(([response]) => {
    status = response.statusCode;
    return textFrom(response);
  });
  await new Promise((written) => asked.write(' '.repeat(600_000), written));
  // All that was written is with the server when it has answered these.
  for (let i = 0; i < 10; i++) await ask(`/?token=${token}`, { connection: 'close' });
  expect(status).toBe(undefined);
  asked.end('.');
  expect(await answered).toContain('too large');
  expect(status).toBe(400);
});

/** Characters that a test keeps of what it hears. */
const MOST_HEARD = 100_000;

describe('the journal', () => {
  /** What comes until it holds `until`. */
  async function hear(until: string, lastEventId = ''): Promise<string> {
    const gone = new AbortController();
    const headers = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
    const response = await fetch(`http://127.0.0.1:${live.server.port}/events?token=${token}`, {
      headers,
      signal: gone.signal,
    });
    let heard = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      heard = (heard + chunk).slice(-MOST_HEARD);
      if (heard.slice(-chunk.length - until.length).includes(until)) break;
    }
    gone.abort();
    return heard;
  }

  it('comes from its first line, with where it goes on', async () => {
    const heard = await hear('"line":2');
    expect(heard).toMatch(/event: mesh\ndata: \{"name":"pair","positions":\[/);
    expect(heard).toContain('id: 2 22\ndata: {"line":1}\ndata: {"line":2}\n\n');
  });

  it('goes on for a browser that comes back', async () => {
    await live.write('{"line":3}\n');
    const heard = await hear('"line":3', '2 22');
    expect(heard).toContain('id: 3 33\ndata: {"line":3}\n\n');
    expect(heard).not.toContain('"line":2');
  });

  it('is not read ahead for a browser that reads nothing', async () => {
    let takenBytes = 0;
    // Takes what it is given once, and never has room again.
    const slow = new Writable({
      write(chunk) {
        takenBytes += chunk.length;
      },
    });
    const response = Object.assign(slow, { writeHead: () => {} }) as unknown as ServerResponse;
    const gone = new AbortController();
    const asked = { request: { headers: {} } as IncomingMessage, response, signal: gone.signal };
    const streaming = live.routes['GET /events']?.({ ...asked, url: new URL(live.server.url) });
    await live.write(`"${'x'.repeat(1000)}"\n`.repeat(5_000));
    await live.write('"the last"\n');
    // Another reader has had all five megabytes.
    await hear('"the last"', '3 33');
    gone.abort();
    await streaming;
    expect(takenBytes + slow.writableLength).toBeLessThan(200_000);
  });

  it('gives the lines that are looked at by their place', async () => {
    const lines = (from: string, to: string) => ask(`/journal?token=${token}&from=${from}&to=${to}`);
    expect((await lines('11', '22')).body).toBe('{"line":2}\n');
    expect((await lines('-1', '22')).status).toBe(400);
    expect((await lines('99999999999', '999999999999')).body).toBe('');
  });

  it('ends with the verdict', async () => {
    await using other = await JournalServer.open(TOPOLOGY);
    await other.write('{"line":1}\n');
    other.end(aPassedRing());
    const response = await fetch(other.server.url.replace('/?', '/events?'));
    expect(await response.text()).toMatch(/"line":1[\s\S]*event: ended\ndata: \{"text":"passed: ring/);
  });
});

it('a port in use is named, with the cure', async () => {
  await expect(LiveServer.open({}, live.server.port)).rejects.toMatchObject({
    code: 'PORT_UNUSABLE',
    exitCode: 2,
    message: expect.stringContaining('is in use'),
  });
});
