import { expect, test } from 'vitest';
import { type Make, whyUnfit } from '../../../harness/engine/unfit.ts';

const podman: Make = {
  version: '4.3.1',
  isRootless: false,
  cgroups: 'v1',
  events: 'file',
  networks: 'cni',
  isBesideDocker: true,
};
const netavark = { ...podman, networks: 'netavark' };

test.each<[what: string, Make]>([
  ['Podman 4 as root', podman],
  ['one whose events nobody tells of', { ...podman, events: null }],
  ['one that keeps them in the journal', { ...podman, version: '5.4.2', events: 'journald' }],
  ['one with netavark and no Docker beside it', { ...netavark, isBesideDocker: false }],
  [
    'one without root, whose networks are not those of this machine',
    { ...netavark, isRootless: true, cgroups: 'v2' },
  ],
  ['one without root on cgroups of version 2', { ...podman, isRootless: true, cgroups: 'v2' }],
])('%s can hold a mesh', (_what, make) => {
  expect(whyUnfit(make)).toBeNull();
});

test.each<[what: string, Make, RegExp, RegExp]>([
  ['Podman 3', { ...podman, version: '3.4.4' }, /an address of its own/, /Podman 4 or newer/],
  ['one without root on cgroups of version 1', { ...podman, isRootless: true }, /neither pause/, /as root/],
  ['one with netavark beside Docker', netavark, /Docker's firewall/, /bridge-nf-call-iptables=0/],
  ['one that keeps no events', { ...podman, events: 'none' }, /keeps no events/, /events_logger = "file"/],
])('%s cannot, and gets to know what mends it', (_what, make, lacks, fix) => {
  const unfit = whyUnfit(make);
  expect(unfit?.lacks).toMatch(lacks);
  expect(unfit?.fix).toMatch(fix);
  expect(unfit?.fix).toMatch(/--runtime process/);
});
