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

export interface SocketAddress {
  host: string;
  port: number;
}

/** Who may send by a relay's socket as the node at this end. */
export interface Expected extends SocketAddress {
  /** Nobody else has its address, so that it is known from whatever port it sends. */
  hasOwnAddress: boolean;
}

export class RelaySocket {
  readonly #socket: Socket;
  /** Where the node at this end is, written as the system writes it. */
  readonly #host: string;
  readonly #port: number;
  readonly #anyPort: boolean;
  strangers = 0;
  /** Where the first of them came from. */
  firstStranger: SocketAddress | null = null;
  /** Told of a send to the node at this end that the system refused. */
  onRefused: (code: string) => void = () => {};
  /** Errors of the socket itself, not of one send. */
  readonly errors: Record<string, number> = {};

  private constructor(socket: Socket, node: Expected) {
    this.#socket = socket;
    this.#anyPort = node.hasOwnAddress;
    this.#host = node.host;
    this.#port = node.port;
  }

  /** Binds a port of the system's choice on `host`, for the node at `node`. Rejects with the system's error. */
  static open(host: string, node: Expected): Promise<RelaySocket> {
    const family = isIPv6(host) ? 6 : 4;
    const socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, callback) => callback(null, address, family),
    });
    const relaySocket = new RelaySocket(socket, { ...node, host: asSystemWrites(node.host, family) });
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
      if (from.address === this.#host && (from.port === this.#port || this.#anyPort)) onDatagram(bytes);
      else if (this.strangers++ === 0) this.firstStranger = { host: from.address, port: from.port };
    });
  }

  /** The node at this end, as datagrams from it name it. */
  get node(): SocketAddress {
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
