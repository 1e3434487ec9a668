import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explainRefusal, whyNoUserNamespace } from '../../../../harness/runtime/process/user-namespaces.ts';

describe('why there is no user namespace for us', () => {
  const words = 'unshare: unshare failed: Operation not permitted\n';

  it.each<[string, Record<string, string>, string]>([
    ['they are forbidden to all', { 'user.max_user_namespaces': '0' }, 'user.max_user_namespaces is 0'],
    ['network namespaces are', { 'user.max_net_namespaces': '0' }, 'user.max_net_namespaces is 0'],
    [
      'Debian’s kernel keeps them for root',
      { 'user.max_user_namespaces': '9000', 'kernel.unprivileged_userns_clone': '0' },
      'kernel.unprivileged_userns_clone is 0',
    ],
    [
      'AppArmor restricts them',
      { 'kernel.unprivileged_userns_clone': '1', 'kernel.apparmor_restrict_unprivileged_userns': '1' },
      'kernel.apparmor_restrict_unprivileged_userns is 1',
    ],
    [
      'several',
      { 'user.max_user_namespaces': '0', 'kernel.unprivileged_userns_clone': '0' },
      'user.max_user_namespaces is 0, kernel.unprivileged_userns_clone is 0',
    ],
    ['something else: in the words of the program', {}, 'unshare: unshare failed: Operation not permitted'],
  ])('%s', (_, settings, why) => {
    expect(explainRefusal(words, (name) => settings[name] ?? null)).toBe(why);
  });
});

/** Does as it is told, as far as it can be told from outside. */
const WILLING = 'while [ "$1" != -- ]; do [ "$1" = --version ] && exit; shift; done; shift; exec "$@"';

describe.skipIf(process.platform === 'win32')('whether there is one is tried with `unshare`', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-unshare-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const why = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return whyNoUserNamespace(path);
  };

  it('there is one where its root may make a network namespace in it', () => {
    expect(why('able', WILLING)).toBeNull();
  });

  it('there is none where its root may do nothing', () => {
    expect(why('powerless', `[ "$1" = --net ] && exit 1; ${WILLING}`)).not.toBeNull();
  });

  it('there is none where that is refused', () => {
    expect(why('refused', 'exit 1')).not.toBeNull();
  });

  it('there is none where the program cannot be run', () => {
    expect(whyNoUserNamespace(join(folder, 'none'))).not.toBeNull();
  });
});
