import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlPath } from '../../../node/standalone/control.ts';
import { KNOWN, readPlace, readSettings } from '../../../node/standalone/settings.ts';

describe('the environment', () => {
  test('needs nothing but a key', () => {
    const { settings, errors, warnings } = readSettings({ MESHBED_KEY: 'k', PATH: '/bin' });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([]);
    expect(settings).toMatchObject({ key: 'k', peers: [], port: 7117, keepaliveMs: 1_000, name: undefined });
  });

  test('says it all', () => {
    const { settings, errors } = readSettings({
      MESHBED_KEY: 'k',
      MESHBED_PEERS: ' peer, other:9 ,[::1]:8,',
      MESHBED_PORT: '7000',
      MESHBED_LISTEN: '::1',
      MESHBED_NAME: 'alice',
      MESHBED_KEEPALIVE: '500ms',
      MESHBED_HOPS: '4',
      MESHBED_STORE: '100',
      MESHBED_RESOLVE: '1s',
    });
    expect(errors).toEqual([]);
    expect(settings).toEqual({
      key: 'k',
      peers: [
        { host: 'peer', port: 7000 },
        { host: 'other', port: 9 },
        { host: '::1', port: 8 },
      ],
      port: 7000,
      listenHost: '::1',
      name: 'alice',
      keepaliveMs: 500,
      hopLimit: 4,
      storeMessages: 100,
      resolveEveryMs: 1_000,
    });
  });

  test('tells all its mistakes at once', () => {
    const { errors, warnings } = readSettings({
      MESHBED_PEERS: 'a b',
      MESHBED_PORT: 'x',
      MESHBED_LISTEN: 'here',
      MESHBED_KEEPALIVE: 'often',
      MESHBED_HOPS: '0',
      MESHBED_STORE: 'much',
      MESHBED_RESOLVE: 'never',
      MESHBED_KEEPALIV: '1s',
    });
    expect(errors.map((error) => error.split(/[ :]/)[0])).toEqual([
      'MESHBED_KEY',
      'MESHBED_PORT',
      'MESHBED_LISTEN',
      'MESHBED_RESOLVE',
      'MESHBED_KEEPALIVE',
      'MESHBED_HOPS',
      'MESHBED_STORE',
      'MESHBED_PEERS',
    ]);
    expect(warnings).toEqual([expect.stringMatching(/^MESHBED_KEEPALIV is not known/)]);
  });

  test('an empty variable is one that is not set', () => {
    expect(readSettings({ MESHBED_KEY: 'k', MESHBED_PORT: '', MESHBED_NAME: ' ' }).settings).toMatchObject({
      port: 7117,
      name: undefined,
    });
  });
});

test.each([
  ['peer', { host: 'peer', port: 1 }],
  ['10.0.0.1:5', { host: '10.0.0.1', port: 5 }],
  ['fe80::1', { host: 'fe80::1', port: 1 }],
  ['[fe80::1%eth0]:5', { host: 'fe80::1%eth0', port: 5 }],
  ['peer:0', undefined],
  ['peer:99999', undefined],
  ['a:b:c', undefined],
])('%s is %j', (text, place) => expect(readPlace(text, 1)).toEqual(place));

test('the control socket is where it is set to be, else one for each port', () => {
  expect(controlPath({ MESHBED_CONTROL: '@here' })).toBe('@here');
  expect(controlPath({ XDG_RUNTIME_DIR: '/run/me', MESHBED_PORT: '9' })).toBe('/run/me/meshbed-9.sock');
});

test('docs/play-by-hand.md has a row for each of them, and for no other', () => {
  const page = readFileSync(new URL('../../../docs/play-by-hand.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `MESHBED_(\w+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...KNOWN].sort());
});
