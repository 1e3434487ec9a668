/**
 * A socket to the networking of one namespace: requests go out together, and the kernel has carried out all of them in
 * their order before a write returns.
 */
import { closeSync, readSync, writeSync } from 'node:fs';
import { openRouteSocket } from './libc.ts';
import type { NetworkNamespace } from './namespace.ts';
import {
  type Acknowledgement,
  decodeMessages,
  encodeRequests,
  type NetlinkMessage,
  type NetlinkRequest,
  readAcknowledgement,
} from './netlink.ts';

/** The kernel fills at most half of it with one part of a dump (`netlink_dump` in `af_netlink.c`). */
const READ_BYTES = 64 * 1024;

/** What is not read waits in the socket, which has room for some 250 acknowledgements. */
const MOST_AT_ONCE = 64;

/** A step that the kernel refused. */
export class RefusedStep extends Error {
  readonly step: string;
  /** `EEXIST`. */
  readonly errno: string;

  constructor(step: string, errno: string, words: string) {
    super(words);
    this.step = step;
    this.errno = errno;
  }
}

export class RouteSocket implements Disposable {
  readonly #fd: number;
  readonly #bytes = Buffer.allocUnsafe(READ_BYTES);
  #sequence = 1;

  constructor(namespace: NetworkNamespace) {
    this.#fd = namespace.within(openRouteSocket);
  }

  /** Throws a `RefusedStep` for the first one that failed with an errno other than those of `fine`; those after it were tried too. */
  do(requests: readonly NetlinkRequest[], fine: readonly string[] = []): void {
    const { answers } = this.#exchange(requests);
    for (const [i, { step }] of requests.entries()) {
      const { errno, words } = answers[i]!;
      if (errno !== null && !fine.includes(errno)) throw new RefusedStep(step, errno, words ?? '');
    }
  }

  /** What the kernel tells; throws a `RefusedStep` where it tells nothing. */
  ask(request: NetlinkRequest): NetlinkMessage[] {
    const { messages, answers } = this.#exchange([request]);
    const { errno, words } = answers[0]!;
    if (errno !== null) throw new RefusedStep(request.step, errno, words ?? '');
    return messages;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  #exchange(requests: readonly NetlinkRequest[]) {
    const messages: NetlinkMessage[] = [];
    const answers: Acknowledgement[] = [];
    for (let at = 0; at < requests.length; at += MOST_AT_ONCE) {
      const some = requests.slice(at, at + MOST_AT_ONCE);
      writeSync(this.#fd, encodeRequests(some, this.#sequence));
      this.#sequence += some.length;
      while (answers.length < at + some.length) this.#read(messages, answers);
    }
    return { messages, answers };
  }

  /** Acknowledgements come in the order of what they acknowledge. */
  #read(messages: NetlinkMessage[], answers: Acknowledgement[]): void {
    const length = readSync(this.#fd, this.#bytes);
    // A copy: the next read writes over these bytes.
    for (const message of decodeMessages(Buffer.from(this.#bytes.subarray(0, length)))) {
      const answer = readAcknowledgement(message);
      if (answer) answers.push(answer);
      else messages.push(message);
    }
  }
}
