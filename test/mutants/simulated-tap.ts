/** One life of a mutant in a simulation: what its hooks do is watched, and what a bug asks for is done in its world. */

import { isDeepStrictEqual } from 'node:util';
import type { World } from '../../harness/runtime/sim/engine/world.ts';
import { WIRE_US } from '../../harness/runtime/sim/engine/world.ts';
import type { SimNode } from '../../harness/runtime/sim/node.ts';
import type { ConfigureCommand, Endpoint, EventBody } from '../../node/contract/types.ts';
import { type AddressToken, UNKNOWN_ADDRESS } from '../../node/core/address.ts';
import type { Peer } from '../../node/core/peer.ts';
import { MAC_BYTES, macAtOf } from '../../node/core/wire.ts';
import type { Hooks, Mutant } from './bug.ts';

/** Addresses that a mutant has learned of, past all links: this and the number of the node. */
const PAST_LINKS = 1_000_000;

export interface Body {
  node: SimNode;
  /** Of the node, in the world. */
  number: number;
  /** How many there are in the world. */
  nodes: number;
  world: World;
  /** Past the hook `event`. */
  emit(event: EventBody): void;
  /** A hook has done something else than to pass on what it was given. */
  acted(): void;
}

export class SimulatedTap implements Mutant {
  hooks: Hooks = {};
  peer: Peer | null = null;
  readonly configured: ConfigureCommand;
  readonly #body: Body;

  constructor(body: Body, configured: ConfigureCommand) {
    this.#body = body;
    this.configured = configured;
  }

  get ended(): boolean {
    return this.#body.node.ended;
  }

  /** Calls a hook, and notices when it does not pass on at once, and once, what it was given. */
  watched<T>(pass: (passed: T) => void, call: (pass: (passed: T) => void) => void, given: T): void {
    let passedOn = 0;
    call((passed) => {
      if (isSame(passed, given)) passedOn++;
      pass(passed);
    });
    if (passedOn !== 1) this.#body.acted();
  }

  /** What the hook made of `given`; undefined where there is no such hook. */
  judged<T>(given: T, judged: T | undefined): T {
    if (judged === undefined || judged === given) return given;
    this.#body.acted();
    return judged;
  }

  /** What was spoilt on its way out is not authentic any more. */
  sendVia(to: AddressToken, bytes: Uint8Array, pass: (bytes: Uint8Array) => void): void {
    const given: Uint8Array = Uint8Array.from(bytes);
    this.watched(
      (passed) => pass(isSame(passed, given) ? passed : marked(passed)),
      (watched) => this.hooks.send!(to, given, watched),
      given,
    );
  }

  // What a bug can do. It may be told in the middle of an event, so the world does it afterwards.

  get host(): Mutant['host'] {
    return {
      address: this.#address,
      tokenOf: ({ node }) =>
        this.peer?.neighbours.find(({ name }) => name === node)?.address ?? UNKNOWN_ADDRESS,
      send: this.#send,
      inject: (payload) => {
        this.#body.acted();
        this.#body.world.inject(this.#body.number, payload);
      },
    };
  }

  get endpoint(): Mutant['endpoint'] {
    return { tokenOf: (host) => this.#pastLinks(Number(host)), send: this.#send };
  }

  readonly emit = (event: EventBody): void => {
    this.#body.acted();
    this.#body.emit(event);
  };

  readonly nowMs = (): number => this.#body.world.nowUs / 1000;

  readonly later = (ms: number, act: () => void): (() => void) => {
    const { world } = this.#body;
    let isOff = false;
    world.schedule(world.nowUs + Math.round(ms * 1000), () => {
      if (!isOff && !this.ended) act();
    });
    return () => {
      isOff = true;
    };
  };

  readonly exit = (): void => {
    this.#body.acted();
    this.#body.node.kill();
  };

  /** For good: no scenario lasts as long as bugs block. */
  readonly block = (): void => {
    this.#body.acted();
    this.#body.node.pause();
  };

  get #address(): Endpoint {
    return { host: String(this.#body.number), port: 1 };
  }

  /** What it was told on the way may have been spoilt. */
  #pastLinks(number: number): AddressToken {
    return number >= 0 && number < this.#body.nodes ? PAST_LINKS + number : UNKNOWN_ADDRESS;
  }

  readonly #send = (to: AddressToken, bytes: Uint8Array): void => {
    const { world, acted } = this.#body;
    const copy = Uint8Array.from(bytes);
    acted();
    if (to >= PAST_LINKS) world.schedule(world.nowUs + WIRE_US, () => world.strike(to - PAST_LINKS, copy));
    else if (to !== UNKNOWN_ADDRESS) world.schedule(world.nowUs, () => world.carry(to - 1, copy));
  };
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return isDeepStrictEqual(one, other);
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function marked(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const endOfMac = macAtOf(copy) + MAC_BYTES;
  return copy.fill(0xff, endOfMac - 2, endOfMac);
}
