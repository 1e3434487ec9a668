/**
 * Network namespaces. A thread is in one of them, and so is each socket, for good: in the one in which its thread was when it was opened.
 *
 * Only Node's main thread ever leaves its own, and only within one synchronous call: what runs on other threads, such as everything
 * asynchronous of `node:fs`, never sees another namespace.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { enterNetworkNamespace, enterNewNetworkNamespace } from './libc.ts';

const OWN = '/proc/thread-self/ns/net';

export class NetworkNamespace implements Disposable {
  /** Keeps the namespace there, also when nothing runs in it any more. */
  readonly fd: number;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** By a path of the kernel's: `/proc/PID/ns/net`, or `/proc/PID/fd/N` of a process that has one open. */
  static open(path: string): NetworkNamespace {
    return new NetworkNamespace(openSync(path, 'r'));
  }

  /** The calling thread's. */
  static own(): NetworkNamespace {
    return NetworkNamespace.open(OWN);
  }

  /** A new one, in which there is only a loopback that is down. */
  static make(): NetworkNamespace {
    using own = NetworkNamespace.own();
    enterNewNetworkNamespace();
    try {
      return NetworkNamespace.own();
    } finally {
      enterNetworkNamespace(own.fd);
    }
  }

  /** Under which name the kernel knows it: `net:[4026532391]`. */
  get id(): string {
    return `net:[${fstatSync(this.fd).ino}]`;
  }

  /** `act` runs in this namespace, and so do the programs that it starts. It must not be asynchronous. */
  within<T>(act: () => T): T {
    using own = NetworkNamespace.own();
    enterNetworkNamespace(this.fd);
    try {
      return act();
    } finally {
      enterNetworkNamespace(own.fd);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.fd);
  }
}
