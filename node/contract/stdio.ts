/**
 * A program under the harness, on this process's stdin and stdout: a node's peer, or a relay. Both speak JSON Lines.
 *
 * Events are gathered for one turn of the event loop and written in one system call: a burst of deliveries
 * costs one write. What must be out before something else happens is flushed by the caller.
 *
 * When stdin ends the harness is gone, and so is this process: no orphan. Neither is a goodbye said then; the
 * harness crashed, and its nodes with it.
 */
import { LineSplitter } from './lines.ts';

/** Where events go. They may be gathered, but for `flush`: after it, all are written. */
export interface EventSink<Event> {
  run: string | null;
  emit(event: Event): void;
  flush(): void;
  /** About how much was written that nobody has read yet, in bytes. */
  backlog(): number;
}

/** What answers the commands. Neither verb throws. */
export interface CommandSession {
  start(): void;
  /** One line of stdin. */
  line(line: string): void;
  /** Something about the lines themselves is wrong. */
  error(code: string, text: string): void;
}

class StdoutSink<Event extends object> implements EventSink<Event> {
  run: string | null = null;
  #seq = 0;
  #gathered = '';

  emit(event: Event): void {
    const t = Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
    if (this.#gathered === '') setImmediate(() => this.flush());
    this.#gathered += `${JSON.stringify({ ...event, run: this.run, seq: ++this.#seq, t })}\n`;
  }

  flush(): void {
    if (this.#gathered === '') return;
    process.stdout.write(this.#gathered);
    this.#gathered = '';
  }

  backlog(): number {
    return this.#gathered.length + process.stdout.writableLength;
  }
}

/** `makeSession` is given where its events go, and what ends the process once all of them are written. */
export function speakOnStdio<Event extends object>(
  maxLineLength: number,
  makeSession: (sink: EventSink<Event>, exit: () => void) => CommandSession,
): void {
  const sink = new StdoutSink<Event>();
  const exit = () => {
    sink.flush();
    process.stdout.write('', () => process.exit(0));
  };
  const session = makeSession(sink, exit);
  const splitter = new LineSplitter(
    maxLineLength,
    (line) => session.line(line),
    () => session.error('line-too-long', `a line of more than ${maxLineLength} characters was passed over`),
  );
  process.stdout.on('error', () => process.exit(0));
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => splitter.push(chunk));
  for (const end of ['end', 'close', 'error']) process.stdin.on(end, exit);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => session.line('{"type":"stop"}'));
  }
  session.start();
}
