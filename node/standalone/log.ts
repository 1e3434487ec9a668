/**
 * Lines for people. What comes from the network is cleaned first: a terminal obeys control characters.
 */
import type { DownReason } from '../core/port.ts';
import type { UdpDelivery } from '../udp/host.ts';

const WENT: Record<DownReason, string> = {
  timeout: 'is gone: it no longer answers',
  bye: 'is gone: it said goodbye',
  restarted: 'was restarted',
};

/** `upCount`: how many neighbours are up now. */
export function logLine(text: string, upCount?: number): void {
  const time = new Date().toISOString().slice(11, 19);
  const tail = upCount === undefined ? '' : ` (${upCount} neighbour${upCount === 1 ? '' : 's'} up)`;
  console.log(`${time} ${stripControlCharacters(text)}${tail}`);
}

export function downReasonText(reason: DownReason): string {
  return WENT[reason];
}

export function deliveryText({ origin, payload, hops, via }: UdpDelivery): string {
  const way = hops > 1 && via !== undefined ? `, by way of ${via}` : '';
  return `${origin} says${way}: ${textOf(payload)}`;
}

function textOf(payload: Buffer): string {
  const text = payload.toString('utf8');
  return text.includes('\ufffd') ? `${payload.length} bytes that are no text` : text;
}

/** The text without what a terminal would obey, or hide. */
export function stripControlCharacters(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
