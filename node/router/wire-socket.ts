/**
 * All wires of the router in one socket: a packet socket (packet(7)) that sees what comes in by any interface of its
 * namespace and says by which.
 *
 * What comes in, the kernel writes into a ring in memory that it and we share, with the moment at which it came: reading
 * costs no call, and what waits meanwhile is measured. What goes out is gathered and given to the kernel in one call. Nothing passes the
 * kernel's own routing, so the router needs no TUN, no routes and no privilege but NET_RAW, and a wire is known for certain.
 *
 * On a wire, frames are of Ethernet with a virtio header before them, in which the kernel leaves word of checksums that it
 * has not computed (they are completed here) and of segments that it has not cut (wires are made so that there are none).
 */
import { System } from './libc.ts';
import {
  ADDRESS_BYTES,
  AF_PACKET,
  ETHER_IPV4,
  ETHER_IPV6,
  ETHERNET_BYTES,
  FRAME_BYTES,
  SendBatch,
  VIRTIO_BYTES,
  type WireRefusals,
} from './send-batch.ts';

/** From the kernel's headers, where they are called AF_PACKET, TPACKET_V2 and so on. */
const SOCK_RAW_NONBLOCK = 3 | 0o4000;
const ETH_P_ALL_SWAPPED = 0x0300;
const SOL_PACKET = 263;
const PACKET_RX_RING = 5;
const PACKET_STATISTICS = 6;
const PACKET_VERSION = 10;
const PACKET_VNET_HDR = 15;
const PACKET_IGNORE_OUTGOING = 23;
const TP_STATUS_KERNEL = 0;
const TP_STATUS_USER = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const POLLIN = 1;
const CLOCK_REALTIME = 0;
const PR_SET_TIMERSLACK = 29;
const EFD_NONBLOCK = 0o4000;

/** The ring: room for a third of a second of 50,000 packets a second. */
const FRAMES = 16_384;
const BLOCK_BYTES = 64 * 1024;

/** Where a frame's header (struct tpacket2_hdr, and sockaddr_ll behind it) has its fields. */
const Head = {
  STATUS: 0,
  LENGTH: 4,
  CAPTURED: 8,
  MAC: 12,
  SECONDS: 16,
  NANOSECONDS: 20,
  INTERFACE: 36,
} as const;

const NEEDS_CHECKSUM = 1;

/** One frame that came in. One object serves all, and its bytes are the kernel's again with the next `next`. */
export interface WireFrame {
  interfaceIndex: number;
  /** When the kernel had it, by this thread's `performance.now()`. */
  atMs: number;
  /** A packet of IP; null for what is none, or is longer than a wire may carry. */
  packet: Uint8Array | null;
  isIp: boolean;
}

export class WireSocket {
  readonly #system = new System();
  readonly #fd: number;
  readonly #wakeFd: number;
  readonly #ringAt: bigint;
  readonly #bytes: Uint8Array;
  readonly #words: Uint16Array;
  readonly #status: Int32Array;
  readonly #view: DataView;
  readonly #frame: WireFrame = { interfaceIndex: 0, atMs: 0, packet: null, isIp: false };
  #at = 0;
  #isOpenFrame = false;
  /** From the kernel's clock to `performance.now()`. */
  #clockOffsetMs = 0;
  readonly #polled = new Uint8Array(16);
  readonly #time = new Uint8Array(16);
  readonly #timeView = new DataView(this.#time.buffer);
  readonly #batch: SendBatch;
  #overflows = 0;

  /** Throws with the system's word where there is no privilege for it, and where Node has no way to it. */
  constructor() {
    const { libc } = this.#system;
    libc.prctl(PR_SET_TIMERSLACK, 1n);
    this.#fd = this.#system.checked(libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK, 0), 'a packet socket');
    this.#wakeFd = this.#system.checked(libc.eventfd(0, EFD_NONBLOCK), 'an event');
    this.#set(PACKET_VERSION, 1);
    this.#set(PACKET_VNET_HDR, 1);
    this.#set(PACKET_IGNORE_OUTGOING, 1);
    const ringBytes = FRAMES * FRAME_BYTES;
    this.#set(PACKET_RX_RING, BLOCK_BYTES, ringBytes / BLOCK_BYTES, FRAME_BYTES, FRAMES);
    this.#ringAt = libc.mmap(0n, BigInt(ringBytes), PROT_READ_WRITE, MAP_SHARED, this.#fd, 0n);
    const ring = this.#system.memoryAt(this.#ringAt, ringBytes);
    this.#bytes = new Uint8Array(ring);
    this.#words = new Uint16Array(ring);
    this.#status = new Int32Array(ring);
    this.#view = new DataView(ring);
    const polled = new DataView(this.#polled.buffer);
    polled.setInt32(0, this.#fd, true);
    polled.setInt16(4, POLLIN, true);
    polled.setInt32(8, this.#wakeFd, true);
    polled.setInt16(12, POLLIN, true);
    this.#batch = new SendBatch(this.#system);
    this.tellTime();
    // Only now, so that nothing comes before all is as it should be.
    const address = new Uint8Array(ADDRESS_BYTES);
    new DataView(address.buffer).setUint16(0, AF_PACKET, true);
    new DataView(address.buffer).setUint16(2, ETH_P_ALL_SWAPPED, true);
    this.#system.checked(libc.bind(this.#fd, address, ADDRESS_BYTES), 'binding a packet socket');
  }

  /** Eight bytes written to it (a number that is not 0) end a `wait`. */
  get wakeFd(): number {
    return this.#wakeFd;
  }

  /** 0 where there is no such interface. */
  interfaceIndex(name: string): number {
    return this.#system.libc.if_nametoindex(name);
  }

  /** Waits for a packet, for a word to `wakeFd`, or until `forMs` have passed. True if it was woken. */
  wait(forMs: number): boolean {
    const { libc } = this.#system;
    const wholeMs = Math.max(0, forMs);
    this.#timeView.setBigUint64(0, BigInt(Math.floor(wholeMs / 1000)), true);
    this.#timeView.setBigUint64(8, BigInt(Math.floor((wholeMs % 1000) * 1e6)), true);
    libc.ppoll(this.#polled, 2, this.#time, 0n);
    if ((this.#polled[14]! & POLLIN) === 0) return false;
    libc.read(this.#wakeFd, new Uint8Array(8), 8);
    return true;
  }

  /** Clocks are set now and then; this looks anew how the kernel's stands to ours. */
  tellTime(): void {
    this.#system.libc.clock_gettime(CLOCK_REALTIME, this.#time);
    const nowMs = performance.now();
    const seconds = Number(this.#timeView.getBigUint64(0, true));
    this.#clockOffsetMs = seconds * 1000 + this.#timeView.getUint32(8, true) / 1e6 - nowMs;
  }

  /** The next frame that came in, in order; null when there is none for now. Gives the last one back. */
  next(): WireFrame | null {
    this.release();
    const base = this.#at * FRAME_BYTES;
    if ((Atomics.load(this.#status, base >> 2) & TP_STATUS_USER) === 0) return null;
    this.#isOpenFrame = true;
    const view = this.#view;
    const frame = this.#frame;
    const macAt = base + view.getUint16(base + Head.MAC, true);
    const seconds = view.getUint32(base + Head.SECONDS, true);
    const nanoseconds = view.getUint32(base + Head.NANOSECONDS, true);
    frame.atMs = seconds * 1000 + nanoseconds / 1e6 - this.#clockOffsetMs;
    frame.interfaceIndex = view.getInt32(base + Head.INTERFACE, true);
    const etherType = view.getUint16(macAt + ETHERNET_BYTES - 2);
    frame.isIp = etherType === ETHER_IPV4 || etherType === ETHER_IPV6;
    const frameBytes = view.getUint32(base + Head.LENGTH, true);
    const isWhole = frameBytes === view.getUint32(base + Head.CAPTURED, true);
    const virtioAt = macAt - VIRTIO_BYTES;
    const isSegments = this.#bytes[virtioAt + 1] !== 0;
    frame.packet = null;
    if (!frame.isIp || !isWhole || isSegments) return frame;
    if ((this.#bytes[virtioAt]! & NEEDS_CHECKSUM) !== 0) this.#completeChecksum(virtioAt, macAt + frameBytes);
    frame.packet = this.#bytes.subarray(macAt + ETHERNET_BYTES, macAt + frameBytes);
    return frame;
  }

  /** Gives the last frame back to the kernel. */
  release(): void {
    if (!this.#isOpenFrame) return;
    this.#isOpenFrame = false;
    Atomics.store(this.#status, (this.#at * FRAME_BYTES) >> 2, TP_STATUS_KERNEL);
    this.#at = (this.#at + 1) % FRAMES;
  }

  /** To go out by an interface, at the next `flush` at the latest. The bytes are copied. `mark` comes back where it is refused. */
  put(interfaceIndex: number, packet: Uint8Array, mark: number, refusals: WireRefusals): void {
    if (this.#batch.put(interfaceIndex, packet, mark)) this.flush(refusals);
  }

  flush(refusals: WireRefusals): void {
    this.#batch.flush(this.#fd, refusals);
  }

  /** How many found no room in the ring, since the beginning. */
  overflows(): number {
    const counts = new Uint8Array(8);
    const bytes = Uint8Array.of(8, 0, 0, 0);
    // Asking sets it back to 0.
    if (this.#system.libc.getsockopt(this.#fd, SOL_PACKET, PACKET_STATISTICS, counts, bytes) === 0)
      this.#overflows += new DataView(counts.buffer).getUint32(4, true);
    return this.#overflows;
  }

  /** The ring's memory is gone after this: nothing else may be called. */
  close(): void {
    const { libc } = this.#system;
    libc.munmap(this.#ringAt, BigInt(FRAMES * FRAME_BYTES));
    libc.close(this.#fd);
    libc.close(this.#wakeFd);
  }

  /**
   * The kernel has left the sum of the pseudo header in the checksum's place. Words are summed up in the machine's own
   * order, which the sum does not care for; they stand at even places.
   */
  #completeChecksum(virtioAt: number, endAt: number): void {
    const view = this.#view;
    const fromAt = virtioAt + VIRTIO_BYTES + view.getUint16(virtioAt + 6, true);
    const checksumAt = fromAt + view.getUint16(virtioAt + 8, true);
    if (checksumAt + 2 > endAt) return;
    const words = this.#words;
    let sum = (endAt - fromAt) & 1 ? this.#bytes[endAt - 1]! : 0;
    for (let word = fromAt >> 1, end = endAt >> 1; word < end; word++) sum += words[word]!;
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    words[checksumAt >> 1] = ~sum & 0xffff || 0xffff;
  }

  #set(option: number, ...words: number[]): void {
    const value = new Uint8Array(Uint32Array.from(words).buffer);
    const result = this.#system.libc.setsockopt(this.#fd, SOL_PACKET, option, value, value.length);
    this.#system.checked(result, `option ${option} of a packet socket`);
  }
}
