import { describe, expect, it } from 'vitest';
import { Guard, TOKEN_HEADER } from '../../../harness/live/guard.ts';

const PORT = 8123;
const guard = new Guard();
const asked = (headers: Record<string, string>, query = '') =>
  guard.refuse({ headers, url: new URL(`http://127.0.0.1/${query}`) }, PORT);

const own = { host: `127.0.0.1:${PORT}` };
const withToken = { ...own, [TOKEN_HEADER]: guard.token };

describe('is let in', () => {
  it.each<[string, Record<string, string>, string]>([
    ['the token in a header', withToken, ''],
    ['the token in the address', own, `?token=${guard.token}`],
    ['our own page', { ...withToken, origin: `http://127.0.0.1:${PORT}` }, ''],
    ['localhost', { ...withToken, host: `localhost:${PORT}`, origin: `http://localhost:${PORT}` }, ''],
  ])('%s', (_, headers, query) => {
    expect(asked(headers, query)).toBeNull();
  });
});

describe('is refused with 403', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no token', own, ''],
    ['a wrong token', own, `?token=${'0'.repeat(guard.token.length)}`],
    ['half a token', own, `?token=${guard.token.slice(0, 8)}`],
    ['a name that was made to point here', { ...withToken, host: `evil.example:${PORT}` }, ''],
    ['another port of ours', { ...withToken, host: '127.0.0.1:80' }, ''],
    ['no host', { [TOKEN_HEADER]: guard.token }, ''],
    ['another page in the same browser', { ...withToken, origin: 'http://evil.example' }, ''],
    ['another server of this machine', { ...withToken, origin: 'http://127.0.0.1:3000' }, ''],
    ['a page from disk', { ...withToken, origin: 'null' }, ''],
  ])('%s', (_, headers, query) => {
    expect(asked(headers, query)).toMatchObject({ status: 403 });
  });
});

it('each has a token of its own', () => {
  expect(guard.token).toMatch(/^[0-9a-f]{32}$/);
  expect(new Guard().token).not.toBe(guard.token);
});
