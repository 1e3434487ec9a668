import { expect, it } from 'vitest';
import { type NamespaceHost, whyNoNamespaces } from '../../../../harness/runtime/process/namespaces.ts';

const able: NamespaceHost = {
  platform: 'linux',
  nodeVersion: 'v26.1.0',
  hasFfi: true,
  isRoot: true,
  capabilities: (1n << 40n) - 1n,
  hasNsenter: true,
  hasUnshare: true,
  noUserNamespace: null,
};

it.each<[string, Partial<NamespaceHost>, string | null]>([
  ['nothing', {}, null],
  ['nothing that is known', { capabilities: null }, null],
  ['Linux', { platform: 'darwin', isRoot: false }, "network namespaces are Linux's, and this is darwin"],
  [
    'node:ffi',
    { hasFfi: false, nodeVersion: 'v24.9.0' },
    'Node v24.9.0 has no node:ffi, which comes with 26.1',
  ],
  ['nothing, without root', { isRoot: false, capabilities: 0n }, null],
  [
    'root, and user namespaces in its place',
    { isRoot: false, capabilities: 0n, noUserNamespace: 'user.max_user_namespaces is 0' },
    'we are not root, and cannot be root of a user namespace (user.max_user_namespaces is 0)',
  ],
  [
    'unshare',
    { isRoot: false, capabilities: 0n, hasUnshare: false },
    'there is no program `unshare` (util-linux) on the PATH',
  ],
  ['nothing: unshare is not for root', { hasUnshare: false }, null],
  [
    'capabilities, as in a container',
    { capabilities: 0xa80425fbn & ~(1n << 13n) },
    'root has no SYS_ADMIN, NET_ADMIN, NET_RAW here',
  ],
  ['nsenter', { hasNsenter: false }, 'there is no program `nsenter` (util-linux) on the PATH'],
  [
    'several, all at once',
    { isRoot: false, noUserNamespace: 'unshare failed: Operation not permitted', hasNsenter: false },
    'we are not root, and cannot be root of a user namespace (unshare failed: Operation not permitted); ' +
      'there is no program `nsenter` (util-linux) on the PATH',
  ],
])('what is missing: %s', (_, host, why) => {
  expect(whyNoNamespaces({ ...able, ...host })).toBe(why);
});
