/**
 * Takes hold of the real peer at its ports: its socket, its host, and what it says and hears under the contract. One peer
 * a process, so the hooks are set once.
 */

import { ContractSession } from '../../node/contract/session.ts';
import type { CommandSession, EventSink } from '../../node/contract/stdio.ts';
import type { Command, EventBody } from '../../node/contract/types.ts';
import { Origins } from '../../node/core/origins.ts';
import { UdpEndpoint } from '../../node/udp/endpoint.ts';
import { PeerHost } from '../../node/udp/host.ts';
import { openHost } from '../../node/udp/program.ts';
import type { Bug, Hooks, Mutant } from './bug.ts';

export class MutantSession implements CommandSession {
  readonly #peer: ContractSession;
  readonly #bugs: Readonly<Record<string, Bug>>;
  readonly #sink: EventSink<EventBody>;
  #hooks: Hooks = {};

  constructor(bugs: Readonly<Record<string, Bug>>, sink: EventSink<EventBody>, exit: () => void) {
    this.#bugs = bugs;
    this.#sink = sink;
    const emit = (event: EventBody) => sink.emit(event);
    const tapped: EventSink<EventBody> = {
      get run() {
        return sink.run;
      },
      set run(run) {
        sink.run = run;
      },
      emit: (event) => (this.#hooks.event ? this.#hooks.event(event, emit) : emit(event)),
      flush: () => sink.flush(),
      backlog: () => sink.backlog(),
    };
    const leave = () => (this.#hooks.exit ? this.#hooks.exit(exit) : exit());
    this.#peer = new ContractSession(tapped, leave, openHost);
  }

  start(): void {
    this.#peer.start();
  }

  error(code: string, text: string): void {
    this.#peer.error(code, text);
  }

  line(line: string): void {
    const command: Command = JSON.parse(line);
    const pass = (passed: Command) => this.#peer.line(JSON.stringify(passed));
    if (command.type === 'configure') this.#mutate(command);
    if (this.#hooks.command) this.#hooks.command(command, pass);
    else pass(command);
  }

  /** Takes the bug out of the options, which the peer would not know, and puts it into the peer. */
  #mutate(command: Command & { type: 'configure' }): void {
    const { bug: name, ...options } = command.options;
    command.options = options;
    if (name === undefined) return;
    const bug = this.#bugs[String(name)];
    if (bug === undefined) throw new Error(`no bug ${JSON.stringify(name)} in test/mutants/bugs`);
    const mutant = {
      configured: command,
      emit: (event: EventBody) => this.#sink.emit(event),
      ...WAYS,
    } as Tapped;
    this.#hooks = bug(mutant);
    tapSocket(mutant, this.#hooks);
    tapHost(mutant, this.#hooks);
    tapOrigins(this.#hooks);
  }
}

/** What a program of its own can do. */
const WAYS: Pick<Mutant, 'nowMs' | 'later' | 'exit' | 'block'> = {
  nowMs: () => performance.now(),
  later: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  exit: () => process.exit(0),
  block: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};

type Tapped = { -readonly [K in keyof Mutant]: Mutant[K] };

function tapSocket(mutant: Tapped, hooks: Hooks): void {
  const { open } = UdpEndpoint;
  UdpEndpoint.open = async (listen, onDatagram) => {
    const endpoint = await open.call(UdpEndpoint, listen, (bytes, token, host, port) => {
      const pass = (passed: Uint8Array) => onDatagram(Buffer.from(passed), token, host, port);
      if (hooks.receive) hooks.receive(bytes, { token, host, port }, pass);
      else pass(bytes);
    });
    mutant.endpoint = endpoint;
    return endpoint;
  };
}

function tapHost(mutant: Tapped, hooks: Hooks): void {
  const { open } = PeerHost;
  PeerHost.open = async ({ keys, ...setup }, handlers) => {
    const { mac } = keys;
    const verify: typeof mac.verify = (bytes, at) => {
      const isAuthentic = mac.verify(bytes, at);
      return hooks.verify ? hooks.verify(isAuthentic) : isAuthentic;
    };
    const tapped = { ...setup, keys: { ...keys, mac: { ...mac, verify } } };
    const host = await open.call(PeerHost, tapped, handlers);
    mutant.host = host;
    const send = host.send.bind(host);
    host.send = (to, bytes) => {
      if (hooks.send) hooks.send(to, Uint8Array.from(bytes), (passed) => send(to, passed));
      else send(to, bytes);
    };
    const deliver = host.deliver.bind(host);
    host.deliver = (message, bytes, via) => {
      if (hooks.deliver) hooks.deliver(message, bytes, via, (passed) => deliver(message, passed, via));
      else deliver(message, bytes, via);
    };
    return host;
  };
}

function tapOrigins(hooks: Hooks): void {
  const { accept } = Origins.prototype;
  Origins.prototype.accept = function (origin, boot, sequence) {
    const seen = accept.call(this, origin, boot, sequence);
    return hooks.accept ? hooks.accept(seen, origin, boot, sequence) : seen;
  };
}
