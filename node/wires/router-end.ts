/** The router's end of the wires: its namespace, and the wires that are there. */
import type { WireRow } from '../contract/wires.ts';
import { decodeAlias, isAliasOfWire } from './alias.ts';
import {
  allLinksRequest,
  deleteGroupRequest,
  deleteLinkRequest,
  type LinkRow,
  readLinkRow,
  setGroupRequest,
} from './links.ts';
import { NetworkNamespace } from './namespace.ts';
import { RouteSocket } from './route-socket.ts';

/** Groups of interfaces: of wires, and of those that are removed next. */
export const WIRES_GROUP = 7117;
const LEAVING_GROUP = 7118;

/**
 * Beyond what a node's own interfaces count to. Of a pair whose ends have the same number the kernel would take each for a device of its
 * own, and tell up to a second late that it has become ready (`linkwatch_urgent_event` in `link_watch.c`).
 */
const FIRST_INDEX = 100_000;

/** It has gone meanwhile, with the other end's namespace. */
const GONE = ['ENODEV'];

export class RouterEnd implements Disposable {
  readonly socket: RouteSocket;
  readonly #links: Map<string, LinkRow>;
  #nextIndex: number;

  private constructor(namespace: NetworkNamespace) {
    this.socket = new RouteSocket(namespace);
    const links = listLinks(this.socket);
    this.#links = new Map(links.map((link) => [link.name, link]));
    this.#nextIndex = firstIndexAfter(links, FIRST_INDEX);
  }

  /** `path` is absent for our own namespace. Throws what `node:fs` throws where there is no such namespace. */
  static open(path: string | undefined): RouterEnd {
    using namespace = path === undefined ? NetworkNamespace.own() : NetworkNamespace.open(path);
    return new RouterEnd(namespace);
  }

  link(name: string): LinkRow | undefined {
    return this.#links.get(name);
  }

  /** A number that no interface here has. */
  takeIndex(): number {
    return this.#nextIndex++;
  }

  /** The wires that are here and whole. */
  wires(): WireRow[] {
    return [...this.#links.values()].flatMap(({ name, alias }) => decodeAlias(name, alias) ?? []);
  }

  /** Removes wires, whole or half laid: these, or all. Other interfaces are left alone. */
  remove(links: Iterable<LinkRow> = this.#links.values()): void {
    const wires = [...links].filter(({ alias }) => isAliasOfWire(alias));
    if (wires.length === 0) return;
    this.socket.do(
      wires.map(({ index, name }) => setGroupRequest(index, name, LEAVING_GROUP)),
      GONE,
    );
    this.socket.do([deleteGroupRequest(LEAVING_GROUP)], GONE);
    for (const { name } of wires) this.#links.delete(name);
  }

  /** One that is not whole, or never was. */
  discard(index: number, name: string): void {
    this.socket.do([deleteLinkRequest(index, name)], GONE);
  }

  [Symbol.dispose](): void {
    this.socket[Symbol.dispose]();
  }
}

export function listLinks(socket: RouteSocket): LinkRow[] {
  return socket.ask(allLinksRequest()).flatMap((message) => readLinkRow(message) ?? []);
}

/** A number beyond all of them. */
export function firstIndexAfter(links: readonly LinkRow[], least = 0): number {
  return Math.max(least, ...links.map(({ index }) => index)) + 1;
}
