/**
 * Packets that go out by wires, gathered and given to the kernel in one call (sendmmsg): struct mmsghdr, one iovec and
 * one sockaddr_ll each, laid out once. Numbers are little endian, as on every machine that Node runs on.
 */
import { WIRE_MAC } from '../contract/router.ts';
import { errnoName, type System } from './libc.ts';

export const AF_PACKET = 17;
export const ADDRESS_BYTES = 20;
export const VIRTIO_BYTES = 10;
export const ETHERNET_BYTES = 14;
export const ETHER_IPV4 = 0x0800;
export const ETHER_IPV6 = 0x86dd;
/** A frame has room for a packet of the usual MTU of 1,500, and headers. */
export const FRAME_BYTES = 2048;

/** So many in one call. */
const BATCH = 64;
const MESSAGE_BYTES = 64;
const MSG_DONTWAIT = 0x40;
const [EAGAIN, ENOBUFS] = [11, 105];

export interface WireRefusals {
  /** The kernel takes no more for now. */
  notTaken(mark: number): void;
  refused(mark: number, code: string): void;
}

export class SendBatch {
  readonly #system: System;
  readonly #frames = new Uint8Array(BATCH * FRAME_BYTES);
  readonly #parts = new BigUint64Array(BATCH * 2);
  readonly #partWords = new Uint32Array(this.#parts.buffer);
  readonly #addresses = new Uint8Array(BATCH * ADDRESS_BYTES);
  readonly #addressView = new DataView(this.#addresses.buffer);
  readonly #messages = new Uint8Array(BATCH * MESSAGE_BYTES);
  readonly #marks = new Int32Array(BATCH);
  #size = 0;

  constructor(system: System) {
    this.#system = system;
    const framesAt = system.pointerTo(this.#frames);
    const partsAt = system.pointerTo(this.#parts);
    const addressesAt = system.pointerTo(this.#addresses);
    const messages = new DataView(this.#messages.buffer);
    const mac = WIRE_MAC.split(':').map((part) => Number.parseInt(part, 16));
    for (let i = 0; i < BATCH; i++) {
      this.#parts[2 * i] = framesAt + BigInt(i * FRAME_BYTES);
      messages.setBigUint64(i * MESSAGE_BYTES, addressesAt + BigInt(i * ADDRESS_BYTES), true);
      messages.setUint32(i * MESSAGE_BYTES + 8, ADDRESS_BYTES, true);
      messages.setBigUint64(i * MESSAGE_BYTES + 16, partsAt + BigInt(i * 16), true);
      messages.setBigUint64(i * MESSAGE_BYTES + 24, 1n, true);
      this.#addressView.setUint16(i * ADDRESS_BYTES, AF_PACKET, true);
      this.#addresses[i * ADDRESS_BYTES + 11] = 6;
      this.#frames.set(mac, i * FRAME_BYTES + VIRTIO_BYTES);
      this.#frames[i * FRAME_BYTES + VIRTIO_BYTES + 6] = 2;
    }
  }

  /** True when it is full. */
  put(interfaceIndex: number, packet: Uint8Array, mark: number): boolean {
    const i = this.#size++;
    const at = i * FRAME_BYTES + VIRTIO_BYTES + ETHERNET_BYTES;
    const etherType = packet[0]! >> 4 === 6 ? ETHER_IPV6 : ETHER_IPV4;
    this.#frames[at - 2] = etherType >> 8;
    this.#frames[at - 1] = etherType;
    this.#frames.set(packet, at);
    this.#partWords[4 * i + 2] = VIRTIO_BYTES + ETHERNET_BYTES + packet.length;
    this.#addressView.setUint16(i * ADDRESS_BYTES + 2, etherType);
    this.#addressView.setInt32(i * ADDRESS_BYTES + 4, interfaceIndex, true);
    this.#marks[i] = mark;
    return this.#size === BATCH;
  }

  /** A call ends before the first frame that the kernel refuses, and fails only if that is the first of all. */
  flush(fd: number, refusals: WireRefusals): void {
    for (let from = 0; from < this.#size; ) {
      const messages = from === 0 ? this.#messages : this.#messages.subarray(from * MESSAGE_BYTES);
      const sent = this.#system.libc.sendmmsg(fd, messages, this.#size - from, MSG_DONTWAIT);
      if (sent > 0) {
        from += sent;
        continue;
      }
      const { errno } = this.#system;
      const mark = this.#marks[from++]!;
      if (errno === EAGAIN || errno === ENOBUFS) refusals.notTaken(mark);
      else refusals.refused(mark, errnoName(errno));
    }
    this.#size = 0;
  }
}
