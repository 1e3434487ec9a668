/**
 * Who may speak to the live page's server. It is bound to loopback, which every page in the same browser and every
 * program of this machine can reach, so three things are asked of a request:
 *
 *  1. Its Host is this server's own, by address or as `localhost`: a name that was made to point here (DNS rebinding) is not.
 *  2. Its Origin, which browsers send with all that a foreign page does beyond following a link, is this server's own.
 *  3. It has the token, which is known only from the printed address. Compared in constant time.
 *
 * Nothing is ever allowed across origins, so that a foreign page cannot read an answer either.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const TOKEN_HEADER = 'x-meshbed-token';

export interface RequestRefusal {
  status: 403;
  text: string;
}

export interface GuardedRequest {
  headers: IncomingHttpHeaders;
  url: URL;
}

export class Guard {
  /** 128 bits: nobody guesses it while a mesh is up. */
  readonly token = randomBytes(16).toString('hex');
  readonly #digest = digestOf(this.token);

  /** Null when the request may be answered. `port`: the server's own. */
  refuse({ headers, url }: GuardedRequest, port: number): RequestRefusal | null {
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    const { host = '', origin } = headers;
    if (!hosts.includes(host.toLowerCase())) return no('This server answers to its own address only.');
    if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
      return no('This server answers to its own page only.');
    const given = headers[TOKEN_HEADER] ?? url.searchParams.get('token') ?? '';
    if (timingSafeEqual(digestOf(String(given)), this.#digest)) return null;
    return no('The token is missing or wrong: open the address that `meshbed up` printed.');
  }
}

/** On every answer. The page's own policy stands in it, beside this one. */
export const HEADERS = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Of equal length, whatever came. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function no(text: string): RequestRefusal {
  return { status: 403, text };
}
