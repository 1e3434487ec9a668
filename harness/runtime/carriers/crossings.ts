/**
 * What a relay has captured → crossings as the runtime port tells them: with names, addresses and our clock.
 */

import { type CaptureDrop, type CaptureRecord, readCaptureRecords } from '../../../node/contract/capture.ts';
import type { RelayLink } from '../../../node/contract/relay.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import type { CrossedDatagram, CrossedPacket, Crossing } from '../port/observation.ts';

interface Hop {
  source: Endpoint;
  destination: Endpoint;
}

/** One direction of a link: from the node to the relay, and from there to the other node. */
export interface CapturedDirection {
  from: string;
  to: string;
  in: Hop;
  out: Hop;
}

/** In the order in which the relay counts directions. `hostOf`: where the nodes of the i-th link reach the relay. */
export function relayDirections(
  links: readonly RelayLink[],
  open: readonly { link: string; aPort: number; bPort: number }[],
  hostOf: (i: number) => string,
): CapturedDirection[] {
  const ports = new Map(open.map((link) => [link.link, link]));
  return links.flatMap(({ link, a, b }, i): CapturedDirection[] => {
    const { aPort = 0, bPort = 0 } = ports.get(link) ?? {};
    const atA = { host: hostOf(i), port: aPort };
    const atB = { host: hostOf(i), port: bPort };
    const [placeA, placeB] = [place(a), place(b)];
    return [
      {
        from: a.node,
        to: b.node,
        in: { source: placeA, destination: atA },
        out: { source: atB, destination: placeB },
      },
      {
        from: b.node,
        to: a.node,
        in: { source: placeB, destination: atB },
        out: { source: atA, destination: placeA },
      },
    ];
  });
}

/** `records` in base64; `moment`: from the relay's clock to ours. */
export function crossingsOf(
  records: string,
  directions: readonly CapturedDirection[],
  moment: (ms: number) => number,
): Crossing[] {
  return readCaptureRecords(Buffer.from(records, 'base64')).flatMap((record) => {
    const direction = directions[record.direction];
    if (direction === undefined) return [];
    const { side, payload } = record;
    return [crossingOf(record, { ...direction[side], payload }, direction, moment(record.t))];
  });
}

/** `what`: the datagram, or the packet. */
export function crossingOf(
  { side, dropped, corrupted, duplicated }: CaptureRecord,
  what: CrossedDatagram | CrossedPacket,
  { from, to }: { from: string; to: string },
  atMs: number,
): Crossing {
  const told: Crossing = { ...what, atMs, from, to, side };
  if (dropped !== null) told.dropped = wordOfDrop(dropped);
  if (corrupted) told.corrupted = true;
  if (duplicated) told.duplicated = true;
  return told;
}

/** As counts call it. */
function wordOfDrop(dropped: CaptureDrop): string {
  return dropped === 'full' || dropped === 'sendQueue' ? 'relay' : dropped;
}

function place({ host, port }: Endpoint): Endpoint {
  return { host, port };
}
