/**
 * How those who are not root come to network namespaces: as root of a user namespace of their own. The program that holds the
 * namespaces makes it and is the first in it; all others enter it. Whether the system lets us, and exactly why not.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of `unshare`: becomes root of a new user namespace, in a network namespace that belongs to it. The process stays the same. */
export const UNSHARE_ARGS = ['--user', '--map-root-user', '--net', '--'];

/** Of the kernel and its modules, each with the value that keeps us from it. */
const SETTINGS: Record<string, string> = {
  'user.max_user_namespaces': '0',
  'user.max_net_namespaces': '0',
  'kernel.unprivileged_userns_clone': '0',
  'kernel.apparmor_restrict_unprivileged_userns': '1',
};

export function needsUserNamespace(): boolean {
  return process.getuid?.() !== 0;
}

/** Null where we can be root of one. `unshare`: the program of util-linux. */
export function whyNoUserNamespace(unshare: string): string | null {
  // Where AppArmor restricts them, there may be one whose root may do nothing: only what needs that shows it.
  const within = [unshare, '--net', '--', unshare, '--version'];
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stderr, error } = spawnSync(unshare, [...UNSHARE_ARGS, ...within], {
    encoding: 'utf8',
    env,
  });
  return status === 0 ? null : explainRefusal(error?.message ?? stderr, settingOfThisMachine);
}

/** By the settings that forbid it, or in the words of the program. `settingOf`: null where the kernel has no such one. */
export function explainRefusal(said: string, settingOf: (name: string) => string | null): string {
  const forbidding = Object.entries(SETTINGS).filter(([name, value]) => settingOf(name) === value);
  if (forbidding.length > 0) return forbidding.map(([name, value]) => `${name} is ${value}`).join(', ');
  return said.trim();
}

function settingOfThisMachine(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'latin1').trim();
  } catch {
    return null;
  }
}
