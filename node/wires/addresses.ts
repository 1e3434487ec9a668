/**
 * What is asked of the kernel about addresses and routes, as netlink requests. Pure.
 *
 * Sources: `linux/rtnetlink.h` and `if_addr.h`, and for how they are used together what iproute2 6.1 sends, which the tests hold beside it.
 * rtnetlink(7) has the rest.
 */
import { ipToBytes } from './ip.ts';
import { encodeAttribute, encodeU32, FLAG, type NetlinkRequest } from './netlink.ts';

const RTM_NEWADDR = 20;
const RTM_NEWROUTE = 24;

const AF_INET = 2;
const AF_INET6 = 10;

const IFA = { address: 1, local: 2 } as const;
const IFA_F_NODAD = 0x02;

const RTA = { device: 4, gateway: 5 } as const;
const RT_TABLE_MAIN = 254;
const RTPROT_BOOT = 3;
const RTN_UNICAST = 1;
const RTNH_F_ONLINK = 4;

export function isIpv6(ip: string): boolean {
  return ip.includes(':');
}

/** The address alone, /32 or /128: there is nobody else on its network. */
export function addAddressRequest(index: number, ip: string): NetlinkRequest {
  const bytes = ipToBytes(ip);
  // `ifaddrmsg`: family, bits, flags, scope, interface.
  const head = Buffer.alloc(8);
  head[0] = isIpv6(ip) ? AF_INET6 : AF_INET;
  head[1] = bytes.length * 8;
  head[2] = isIpv6(ip) ? IFA_F_NODAD : 0;
  head.writeUInt32LE(index, 4);
  const body = Buffer.concat([head, encodeAttribute(IFA.local, bytes), encodeAttribute(IFA.address, bytes)]);
  return { step: `address ${ip}`, type: RTM_NEWADDR, flags: FLAG.create | FLAG.exclusive, body };
}

/** Everything goes there. The gateway needs no network in common with us: it is at the other end of the wire. */
export function addDefaultRouteRequest(index: number, gateway: string): NetlinkRequest {
  // `rtmsg`: family, bits of destination and source, service, table, who made it, scope, type, flags.
  const head = Buffer.alloc(12);
  head[0] = isIpv6(gateway) ? AF_INET6 : AF_INET;
  head[4] = RT_TABLE_MAIN;
  head[5] = RTPROT_BOOT;
  head[7] = RTN_UNICAST;
  head.writeUInt32LE(RTNH_F_ONLINK, 8);
  const body = Buffer.concat([
    head,
    encodeAttribute(RTA.gateway, ipToBytes(gateway)),
    encodeAttribute(RTA.device, encodeU32(index)),
  ]);
  const step = `default route by ${gateway}`;
  return { step, type: RTM_NEWROUTE, flags: FLAG.create | FLAG.exclusive, body };
}
