/**
 * A UDP socket as the peer needs it: addresses are numbers, errors are counted, never thrown.
 *
 * - An unconnected send to an IP literal goes through `dns.lookup` and its thread pool, unless the socket is
 *   given a lookup of its own (nodejs/node #39468).
 * - Sends that the kernel does not take at once queue in the process without limit; past
 *   `MAX_SEND_QUEUE_BYTES` they are dropped and counted, as a router would.
 * - A socket on `::` also speaks IPv4; those addresses are written plainly on our side of it.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv4, isIPv6 } from 'node:net';
import { type AddressToken, UNKNOWN_ADDRESS } from '../core/address.ts';
import { socketOverflows } from './overflow.ts';
import { raiseReceiveBuffer } from './receive-buffer.ts';

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_SEND_QUEUE_BYTES = 4 * 1024 * 1024;
/** Only holders of the key, and who replays them from many addresses, could make a table grow. */
const MAX_ADDRESSES = 65_536;
const MAPPED = '::ffff:';

export interface HostPort {
  host: string;
  port: number;
}

export type OnDatagram = (bytes: Buffer, from: AddressToken, host: string, port: number) => void;

export class UdpEndpoint {
  readonly #socket: Socket;
  readonly #isIPv6: boolean;
  readonly #tokens = new Map<string, AddressToken>();
  readonly #places: HostPort[] = [{ host: '', port: 0 }];
  readonly #errors = new Map<string, number>();
  #queueDrops = 0;
  #queuePeakBytes = 0;
  #isClosed = false;

  private constructor(socket: Socket, isIPv6: boolean) {
    this.#socket = socket;
    this.#isIPv6 = isIPv6;
  }

  /** Binds; rejects with the system's error if that cannot be done. */
  static open(listen: HostPort, onDatagram: OnDatagram): Promise<UdpEndpoint> {
    const wantsIPv6 = isIPv6(listen.host);
    const socket = createSocket({
      type: wantsIPv6 ? 'udp6' : 'udp4',
      lookup: (host, _options, callback) => callback(null, host, wantsIPv6 ? 6 : 4),
    });
    const endpoint = new UdpEndpoint(socket, wantsIPv6);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: listen.host, port: listen.port, exclusive: true }, () => {
        socket.off('error', reject);
        socket.on('error', endpoint.#count);
        raiseReceiveBuffer(socket, RECEIVE_BUFFER_BYTES);
        socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
          const host = plain(from.address);
          const token = endpoint.#tokens.get(`${host} ${from.port}`) ?? UNKNOWN_ADDRESS;
          onDatagram(bytes, token, host, from.port);
        });
        resolve(endpoint);
      });
    });
  }

  get address(): HostPort {
    const { address, port } = this.#socket.address();
    return { host: plain(address), port };
  }

  /** The number that stands for an address from now on; the unknown one when there are too many. */
  tokenOf(host: string, port: number): AddressToken {
    const key = `${plain(host)} ${port}`;
    let token = this.#tokens.get(key);
    if (token === undefined) {
      if (this.#places.length > MAX_ADDRESSES) return UNKNOWN_ADDRESS;
      token = this.#places.length;
      this.#tokens.set(key, token);
      this.#places.push({ host: this.#isIPv6 && isIPv4(host) ? MAPPED + host : host, port });
    }
    return token;
  }

  /** They leave later, and must not be written to. */
  send(to: AddressToken, bytes: Uint8Array): void {
    const place = this.#places[to];
    if (place === undefined || this.#isClosed) return;
    const queuedBytes = this.#socket.getSendQueueSize();
    if (queuedBytes > this.#queuePeakBytes) this.#queuePeakBytes = queuedBytes;
    if (queuedBytes > MAX_SEND_QUEUE_BYTES) this.#queueDrops++;
    else this.#socket.send(bytes, place.port, place.host, this.#count);
  }

  /** What the socket itself has to say in `stats`. */
  stats(): Record<string, number> {
    const counters: Record<string, number> = {
      'socket.receive-buffer': this.#isClosed ? 0 : this.#socket.getRecvBufferSize(),
      'socket.send-queue-peak': this.#queuePeakBytes,
      'drop.send-queue': this.#queueDrops,
    };
    const overflows = this.#isClosed ? undefined : socketOverflows(this.#socket.address());
    if (overflows !== undefined) counters['drop.socket-overflow'] = overflows;
    for (const [code, times] of this.#errors) counters[`socket.error.${code}`] = times;
    return counters;
  }

  /** Resolves when what was sent has been handed to the kernel and the socket is gone. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    for (let i = 0; i < 20 && this.#socket.getSendQueueCount() > 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  readonly #count = (error: Error | null): void => {
    if (!error) return;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  };
}

function plain(address: string): string {
  return address.startsWith(MAPPED) && isIPv4(address.slice(MAPPED.length))
    ? address.slice(MAPPED.length)
    : address;
}
