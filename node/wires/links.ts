/**
 * What is asked of the kernel about interfaces, as netlink requests, and what it tells of them. Pure.
 *
 * Sources: `linux/rtnetlink.h`, `if_link.h` and `veth.h`, and for how they are used together what iproute2 6.1 sends,
 * which the tests hold beside it. rtnetlink(7) has the rest.
 */
import {
  encodeAttribute,
  encodeNestedAttribute,
  encodeText,
  encodeU32,
  FLAG,
  type NetlinkMessage,
  type NetlinkRequest,
  readAttributes,
  textOf,
} from './netlink.ts';

const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;

const IFLA = {
  address: 1,
  name: 3,
  mtu: 4,
  linkInfo: 18,
  alias: 20,
  afSpec: 26,
  group: 27,
  namespaceFd: 28,
  extMask: 29,
  txQueues: 31,
  rxQueues: 32,
  gsoMaxSegments: 40,
} as const;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
/** Statistics are most of a dump. */
const RTEXT_FILTER_SKIP_STATS = 8;

const AF_INET6 = 10;
const IFLA_INET6_ADDR_GEN_MODE = 8;
const IN6_ADDR_GEN_MODE_NONE = 1;

const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;

/** One end of a veth pair. */
export interface VethEnd {
  name: string;
  /** The number of the interface in its namespace; chosen by us, so that what follows need not ask for it. */
  index: number;
  mac: Uint8Array;
}

/** The end that is in another namespace than the socket: in the one that we have open as `namespaceFd`. */
export interface FarEnd extends VethEnd {
  namespaceFd: number;
}

/** A veth pair. What goes in at the far end are single packets: the kernel cuts what a program sends as one. */
export function createVethRequest(
  near: VethEnd,
  far: FarEnd,
  { mtu, group }: { mtu: number; group: number },
): NetlinkRequest {
  // One queue: the default is one for each processor, and a wire is not a bottleneck.
  const shared = (mac: Uint8Array) => [
    encodeAttribute(IFLA.mtu, encodeU32(mtu)),
    encodeAttribute(IFLA.address, mac),
    encodeAttribute(IFLA.txQueues, encodeU32(1)),
    encodeAttribute(IFLA.rxQueues, encodeU32(1)),
  ];
  const peer = [
    linkHead(far.index),
    ...shared(far.mac),
    encodeAttribute(IFLA.gsoMaxSegments, encodeU32(1)),
    encodeAttribute(IFLA.namespaceFd, encodeU32(far.namespaceFd)),
    encodeAttribute(IFLA.name, encodeText(far.name)),
  ];
  return link(`veth pair ${near.name}`, FLAG.create | FLAG.exclusive, linkHead(near.index), [
    ...shared(near.mac),
    encodeAttribute(IFLA.group, encodeU32(group)),
    encodeAttribute(IFLA.name, encodeText(near.name)),
    encodeNestedAttribute(
      IFLA.linkInfo,
      encodeAttribute(IFLA_INFO_KIND, Buffer.from('veth')),
      encodeNestedAttribute(IFLA_INFO_DATA, encodeAttribute(VETH_INFO_PEER, Buffer.concat(peer))),
    ),
  ]);
}

/** Up. `withoutArp`: it asks nobody for MACs, answers nobody who asks, and takes IPv6 addresses without looking for doubles. */
export function setUpRequest(index: number, what: string, { withoutArp = false } = {}): NetlinkRequest {
  const flags = withoutArp ? IFF_UP | IFF_NOARP : IFF_UP;
  return link(`${what} up`, 0, linkHead(index, flags, flags), []);
}

export function setAliasRequest(index: number, what: string, alias: string): NetlinkRequest {
  return link(`alias of ${what}`, 0, linkHead(index), [encodeAttribute(IFLA.alias, Buffer.from(alias))]);
}

export function setGroupRequest(index: number, what: string, group: number): NetlinkRequest {
  return link(`group of ${what}`, 0, linkHead(index), [encodeAttribute(IFLA.group, encodeU32(group))]);
}

/** It gives itself no IPv6 address. A system without IPv6 answers `EAFNOSUPPORT`. */
export function setNoOwnAddressRequest(index: number, what: string): NetlinkRequest {
  const mode = encodeAttribute(IFLA_INET6_ADDR_GEN_MODE, Uint8Array.of(IN6_ADDR_GEN_MODE_NONE));
  return link(`no address of its own for ${what}`, 0, linkHead(index), [
    encodeNestedAttribute(IFLA.afSpec, encodeNestedAttribute(AF_INET6, mode)),
  ]);
}

/** Both ends go with either. */
export function deleteLinkRequest(index: number, what: string): NetlinkRequest {
  return { step: `removing ${what}`, type: RTM_DELLINK, flags: 0, body: linkHead(index) };
}

/** All interfaces of a group at once, which waits for the rest of the kernel once and not for each. */
export function deleteGroupRequest(group: number): NetlinkRequest {
  const body = Buffer.concat([linkHead(0), encodeAttribute(IFLA.group, encodeU32(group))]);
  return { step: 'removing wires', type: RTM_DELLINK, flags: 0, body };
}

export function allLinksRequest(): NetlinkRequest {
  const body = Buffer.concat([
    linkHead(0),
    encodeAttribute(IFLA.extMask, encodeU32(RTEXT_FILTER_SKIP_STATS)),
  ]);
  return { step: 'listing interfaces', type: RTM_GETLINK, flags: FLAG.dump, body };
}

/** One interface; answered by one `LinkRow`, or `ENODEV`. */
export function linkRequest(index: number, what: string): NetlinkRequest {
  return { step: `looking at ${what}`, type: RTM_GETLINK, flags: 0, body: linkHead(index) };
}

export interface LinkRow {
  index: number;
  name: string;
  alias: string;
  /** It takes packets, and says so to programs. */
  isRunning: boolean;
}

/** Null for a message about something else. */
export function readLinkRow({ type, body }: NetlinkMessage): LinkRow | null {
  if (type !== RTM_NEWLINK || body.length < 16) return null;
  const attributes = readAttributes(body.subarray(16));
  const textIn = (of: number) => textOf(attributes.get(of) ?? Buffer.alloc(0));
  return {
    index: body.readInt32LE(4),
    name: textIn(IFLA.name),
    alias: textIn(IFLA.alias),
    isRunning: (body.readUInt32LE(8) & IFF_RUNNING) !== 0,
  };
}

function link(step: string, flags: number, head: Buffer, attributes: Buffer[]): NetlinkRequest {
  return { step, type: RTM_NEWLINK, flags, body: Buffer.concat([head, ...attributes]) };
}

/** `ifinfomsg`: family, type, index, flags, which of them change. */
function linkHead(index: number, flags = 0, change = 0): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(index, 4);
  head.writeUInt32LE(flags, 8);
  head.writeUInt32LE(change, 12);
  return head;
}
