/** IP literals → bytes, as the kernel wants them. */
import { isIPv4, isIPv6 } from 'node:net';

/** Four bytes or sixteen, most significant first; throws where `text` is no IP literal. */
export function ipToBytes(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  if (!isIPv6(text) || text.includes('%')) throw new TypeError(`not an IP literal: ${text}`);
  const [before = '', after] = text.split('::');
  const head = bytesOfGroups(before);
  const tail = bytesOfGroups(after ?? '');
  return Uint8Array.from([...head, ...new Array(16 - head.length - tail.length).fill(0), ...tail]);
}

/** `fd00:0:198.18.0.1` → the bytes of each group; the last one may be written as IPv4. */
function bytesOfGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >>> 8, value & 0xff];
  });
}
