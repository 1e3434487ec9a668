/** Lays wires under the harness: commands in, events out. Each command is carried out before the next line is read. */
import { BadCommand } from '../contract/commands.ts';
import type { CommandSession, EventSink } from '../contract/stdio.ts';
import { WIRES_CONTRACT_VERSION, type WiresCommand, type WiresEventBody } from '../contract/wires.ts';
import { parseWiresCommand } from './commands.ts';
import { layWires } from './lay.ts';
import { NetworkNamespace } from './namespace.ts';
import { RefusedStep } from './route-socket.ts';
import { RouterEnd } from './router-end.ts';

const PROGRAM = 'meshbed-wires 0.1';

export class WiresSession implements CommandSession {
  readonly #sink: EventSink<WiresEventBody>;
  readonly #exit: () => void;
  /** What keeps held namespaces there; the kernel closes them with this process. */
  readonly #held: NetworkNamespace[] = [];

  /** `exit` is called when a `stop` has been carried out. */
  constructor(sink: EventSink<WiresEventBody>, exit: () => void) {
    this.#sink = sink;
    this.#exit = exit;
  }

  start(): void {
    this.#sink.emit({ type: 'idle', contract: WIRES_CONTRACT_VERSION, program: PROGRAM });
  }

  /** One line of stdin. Never throws: what cannot be read or done becomes an `error` event. */
  line(line: string): void {
    let ref: string | undefined;
    try {
      const command = parseWiresCommand(line);
      if (command === null) return;
      if (command.type !== 'stop') ref = command.ref;
      this.#carryOut(command);
    } catch (error) {
      this.#refuse(error, ref);
    }
  }

  error(code: string, text: string): void {
    this.#sink.emit({ type: 'error', code, text });
  }

  #carryOut(command: WiresCommand): void {
    switch (command.type) {
      case 'hold':
        return this.#hold(command.ref, command.count);
      case 'wire':
        return this.#wire(command);
      case 'unwire':
        return this.#unwire(command);
      case 'list':
        return this.#list(command.ref, command.router);
      case 'stop':
        this.#sink.emit({ type: 'bye' });
        this.#sink.flush();
        this.#exit();
    }
  }

  #hold(ref: string, count: number): void {
    const namespaces = Array.from({ length: count }, () => NetworkNamespace.make());
    this.#held.push(...namespaces);
    this.#sink.emit({
      type: 'held',
      ref,
      namespaces: namespaces.map(({ fd }) => `/proc/${process.pid}/fd/${fd}`),
    });
  }

  #wire({ ref, router, wires }: Extract<WiresCommand, { type: 'wire' }>): void {
    using end = RouterEnd.open(router);
    this.#sink.emit({ type: 'wired', ref, wires: layWires(end, wires) });
  }

  #unwire({ ref, router, nodes }: Extract<WiresCommand, { type: 'unwire' }>): void {
    using end = RouterEnd.open(router);
    const wires = end.wires().filter(({ node }) => nodes === undefined || nodes.includes(node));
    if (nodes === undefined) end.remove();
    else end.remove(wires.flatMap(({ device }) => end.link(device) ?? []));
    this.#sink.emit({ type: 'unwired', ref, nodes: wires.map(({ node }) => node) });
  }

  #list(ref: string, router: string | undefined): void {
    using end = RouterEnd.open(router);
    this.#sink.emit({ type: 'listed', ref, wires: end.wires() });
  }

  #refuse(error: unknown, ref: string | undefined): void {
    if (error instanceof BadCommand)
      return this.#sink.emit({ type: 'error', code: error.code, text: error.message, ...refIn(error.ref) });
    const { message, code = 'no-ffi' } = error as NodeJS.ErrnoException;
    if (error instanceof RefusedStep) {
      const text = [`${error.step}: ${error.errno}`, ...(message === '' ? [] : [message])].join(', ');
      return this.#sink.emit({ type: 'error', code: error.errno, text, ...refIn(ref) });
    }
    this.#sink.emit({ type: 'error', code, text: message, ...refIn(ref) });
  }
}

function refIn(ref: string | undefined): { ref?: string } {
  return ref === undefined ? {} : { ref };
}
