/**
 * The relay's socket at one end of a link: it receives what the node at this end sends, and sends to it what comes from
 * the other. Errors are counted, never thrown.
 *
 * - Unconnected, so that strangers can be counted; with a lookup of its own, so that no send goes through `dns.lookup`
 *   (nodejs/node #39468).
 * - Node copies each datagram into memory of its own, so a handler may keep the bytes.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv4, isIPv6 } from 'node:net';
import { raiseReceiveBuffer } from '../udp/receive-buffer.ts';

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_SEND_QUEUE_BYTES = 4 * 1024 * 1024;

export interface Place {
  host: string;
  port: number;
}

export class RelaySocket {
  readonly #socket: Socket;
  /** Where the node at this end is, written as the system writes it. */
  readonly #host: string;
  readonly #port: number;
  strangers = 0;
  /** Told of a send to the node at this end that the system refused. */
  onRefused: (code: string) => void = () => {};
  /** Errors of the socket itself, not of one send. */
  readonly errors: Record<string, number> = {};

  private constructor(socket: Socket, node: Place) {
    this.#socket = socket;
    this.#host = node.host;
    this.#port = node.port;
  }

  /** Binds a port of the system's choice on `host`, for the node at `node`. Rejects with the system's error. */
  static open(host: string, node: Place): Promise<RelaySocket> {
    const family = isIPv6(host) ? 6 : 4;
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, callback) => callback(null, address, family),
    });
    const relaySocket = new RelaySocket(socket, { host: asSystemWrites(node.host, family), port: node.port });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: host, port: 0, exclusive: true }, () => {
        socket.off('error', reject);
        socket.on('error', relaySocket.#countError);
        raiseReceiveBuffer(socket, RECEIVE_BUFFER_BYTES);
        resolve(relaySocket);
      });
    });
  }

  /** `onDatagram` gets what the node at this end sends, and may keep the bytes. */
  listen(onDatagram: (bytes: Buffer) => void): void {
    this.#socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      if (from.port === this.#port && from.address === this.#host) onDatagram(bytes);
      else this.strangers++;
    });
  }

  /** The node at this end, as datagrams from it name it. */
  get node(): Place {
    return { host: this.#host, port: this.#port };
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get receiveBufferBytes(): number {
    return this.#socket.getRecvBufferSize();
  }

  /** False when too much waits to be taken by the system already. */
  send(bytes: Uint8Array): boolean {
    if (this.#socket.getSendQueueSize() > MAX_SEND_QUEUE_BYTES) return false;
    this.#socket.send(bytes, this.#port, this.#host, this.#sent);
    return true;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(resolve));
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.onRefused(codeOf(error));
  };

  readonly #countError = (error: Error): void => {
    const code = codeOf(error);
    this.errors[code] = (this.errors[code] ?? 0) + 1;
  };
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

/** The form in which received datagrams name this address: IPv6 shortened, IPv4 mapped on a socket of IPv6. */
function asSystemWrites(host: string, family: 4 | 6): string {
  if (isIPv4(host)) return family === 6 ? `::ffff:${host}` : host;
  if (host.includes('%') || host.includes('.')) return host.toLowerCase();
  return new URL(`http://[${host}]`).hostname.slice(1, -1);
}
