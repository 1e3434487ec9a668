/**
 * Mutants in a simulation: takes hold of the peers of a world at their ports, as `tap.ts` does of one in a process. While it
 * holds, the bug is in those nodes of every world. One simulation at a time.
 *
 * Not all can be simulated: what needs a socket of its own, memory, or a process that does not end (`NEEDS_A_PROCESS`).
 */

import { ACCOUNTED_MAC } from '../../harness/runtime/sim/engine/mac.ts';
import { Port } from '../../harness/runtime/sim/engine/port.ts';
import type { World } from '../../harness/runtime/sim/engine/world.ts';
import { SimNode } from '../../harness/runtime/sim/node.ts';
import { SessionHosts } from '../../harness/runtime/sim/session-hosts.ts';
import { idOfName } from '../../node/contract/names.ts';
import type { Command, ConfigureCommand, Endpoint, EventBody } from '../../node/contract/types.ts';
import type { AddressToken } from '../../node/core/address.ts';
import { Origins } from '../../node/core/origins.ts';
import { Peer } from '../../node/core/peer.ts';
import type { Bug } from './bug.ts';
import { SimulatedTap } from './simulated-tap.ts';

export const NEEDS_A_PROCESS: readonly string[] = [
  'leaks memory with each message',
  'says goodbye and stays',
  'answers strangers',
];

/** Where a datagram comes from is known by its direction alone. */
const NOWHERE: Endpoint = { host: '', port: 0 };

export class SimulatedMutants {
  /** How often a hook did anything else than to pass on what it was given. */
  acts = 0;
  readonly #bug: Bug;
  readonly #names: readonly string[];
  readonly #mutants: ReadonlySet<string>;
  readonly #bySimNode = new WeakMap<SimNode, SimulatedTap>();
  /** By the number of the node, in its present life. */
  readonly #taps: (SimulatedTap | undefined)[] = [];
  readonly #undo: (() => void)[] = [];
  readonly #emit = SimNode.prototype.emit;
  #world: World | null = null;
  /** Whose input is being handled. */
  #current: SimulatedTap | undefined;

  /** `names`: all nodes, in the order of the topology; `mutants`: those that have the bug. */
  constructor(bug: Bug, names: readonly string[], mutants: readonly string[]) {
    this.#bug = bug;
    this.#names = names;
    this.#mutants = new Set(mutants);
  }

  hold(): Disposable {
    this.#holdNodes();
    this.#holdPorts();
    this.#holdPeers();
    return {
      [Symbol.dispose]: () => {
        for (const undo of this.#undo.splice(0)) undo();
      },
    };
  }

  #replace<T extends object, K extends keyof T>(target: T, key: K, make: (original: T[K]) => T[K]): void {
    const original = target[key];
    this.#undo.push(() => {
      target[key] = original;
    });
    target[key] = make(original);
  }

  #holdNodes(): void {
    const all = this;
    this.#replace(
      SimNode.prototype,
      'send',
      (send) =>
        function (this: SimNode, command: Command) {
          if (command.type === 'configure' && all.#mutants.has(command.node)) all.#plant(this, command);
          const pass = (passed: Command) => send.call(this, passed);
          const tap = all.#bySimNode.get(this);
          if (!tap?.hooks.command) return pass(command);
          tap.watched(pass, (watched) => tap.hooks.command!(command, watched), command);
        },
    );
    this.#replace(
      SimNode.prototype,
      'emit',
      (emit) =>
        function (this: SimNode, event: EventBody) {
          const pass = (passed: EventBody) => emit.call(this, passed);
          const tap = all.#bySimNode.get(this);
          if (!tap?.hooks.event) return pass(event);
          tap.watched(pass, (watched) => tap.hooks.event!(event, watched), event);
        },
    );
  }

  #plant(node: SimNode, command: ConfigureCommand): void {
    const number = this.#names.indexOf(command.node);
    const body = {
      node,
      number,
      nodes: this.#names.length,
      world: this.#world!,
      emit: (event: EventBody) => this.#emit.call(node, event),
      acted: () => {
        this.acts++;
      },
    };
    const tap = new SimulatedTap(body, command);
    tap.hooks = this.#bug(tap);
    this.#bySimNode.set(node, tap);
    this.#taps[number] = tap;
  }

  #holdPorts(): void {
    const all = this;
    this.#replace(
      SessionHosts.prototype,
      'inhabit',
      (inhabit) =>
        function (this: SessionHosts, world: World) {
          all.#world = world;
          inhabit.call(this, world);
        },
    );
    this.#replace(
      Port.prototype,
      'send',
      (send) =>
        function (this: Port, to: AddressToken, bytes: Uint8Array) {
          const tap = all.#taps[this.node];
          if (tap?.hooks.send === undefined || tap.ended) return send.call(this, to, bytes);
          tap.sendVia(to, bytes, (passed) => send.call(this, to, passed));
        },
    );
    this.#replace(
      Port.prototype,
      'deliver',
      (deliver) =>
        function (this: Port, message, bytes, via) {
          const tap = all.#taps[this.node];
          const pass = (passed: Uint8Array) => deliver.call(this, message, passed, via);
          if (!tap?.hooks.deliver) return pass(bytes);
          tap.watched(pass, (watched) => tap.hooks.deliver!(message, bytes, via, watched), bytes);
        },
    );
  }

  #holdPeers(): void {
    const all = this;
    const numbers = new Map(this.#names.map((name, number) => [idOfName(name), number]));
    this.#replace(
      Peer.prototype,
      'setNeighbours',
      (setNeighbours) =>
        function (this: Peer, list, nowMs) {
          const tap = all.#taps[numbers.get(this.id) ?? -1];
          if (tap) tap.peer = this;
          setNeighbours.call(this, list, nowMs);
        },
    );
    this.#replace(
      Peer.prototype,
      'receive',
      (receive) =>
        function (this: Peer, bytes, from, nowMs) {
          const tap = all.#taps[numbers.get(this.id) ?? -1];
          all.#current = tap;
          const pass = (passed: Uint8Array) => receive.call(this, passed, from, nowMs);
          if (tap?.hooks.receive)
            tap.watched(
              pass,
              (watched) => tap.hooks.receive!(bytes, { token: from, ...NOWHERE }, watched),
              bytes,
            );
          else pass(bytes);
          all.#current = undefined;
        },
    );
    this.#replace(
      Origins.prototype,
      'accept',
      (accept) =>
        function (this: Origins, origin, boot, sequence) {
          const seen = accept.call(this, origin, boot, sequence);
          return (
            all.#current?.judged(seen, all.#current.hooks.accept?.(seen, origin, boot, sequence)) ?? seen
          );
        },
    );
    this.#replace(ACCOUNTED_MAC, 'verify', (verify) => (bytes, at) => {
      const isAuthentic = verify(bytes, at);
      return all.#current?.judged(isAuthentic, all.#current.hooks.verify?.(isAuthentic)) ?? isAuthentic;
    });
  }
}
