/**
 * What gates see of a packet, and rewrite if they are NATs. A packet of IP is one (`node/router/packet.ts`), with its bytes behind it; a
 * simulated datagram is one that has no bytes.
 */
import type { IpAddress } from './address.ts';

export const Protocol = { ICMP: 1, TCP: 6, UDP: 17, ICMPV6: 58 } as const;

export const IPV4_HEAD_BYTES = 20;
export const IPV6_HEAD_BYTES = 40;

export interface GatePacket {
  readonly family: 4 | 6;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  /** Of UDP and TCP; -1 where there is none to be read. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly isFragment: boolean;
  /** Of a fragment: where its part begins in what was fragmented. */
  readonly fragmentAt: number;
  /** From `headBytes` on is what follows the headers of IP. Of TCP and ICMP it is read, of all else never. */
  readonly bytes: Uint8Array;
  readonly headBytes: number;
}
