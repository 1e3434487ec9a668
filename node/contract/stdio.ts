/**
 * The contract on this process's stdin and stdout.
 *
 * Events are gathered for one turn of the event loop and written in one system call: a burst of deliveries
 * costs one write. What must be out before something else happens is flushed by whoever knows.
 *
 * When stdin ends the harness is gone, and so is this process: no orphan. Neither is a goodbye said then; the
 * harness crashed, and its nodes with it.
 */
import { LineSplitter } from './lines.ts';
import { ContractSession, type EventSink } from './session.ts';
import type { EventBody } from './types.ts';

/** Base64 of a datagram is small; a list of ten thousand neighbours is not. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024;

class StdoutSink implements EventSink {
  run: string | null = null;
  #seq = 0;
  #gathered = '';
  #isScheduled = false;

  emit(event: EventBody): void {
    const t = performance.timeOrigin + performance.now();
    const head = { run: this.run, seq: ++this.#seq, t: Math.round(t * 1000) / 1000 };
    this.#gathered += `${JSON.stringify({ ...event, ...head })}\n`;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.#gathered === '') return;
    process.stdout.write(this.#gathered);
    this.#gathered = '';
  }
}

export function runContract(): void {
  const sink = new StdoutSink();
  const exit = () => {
    sink.flush();
    process.stdout.write('', () => process.exit(0));
  };
  const session = new ContractSession(sink, exit);
  const splitter = new LineSplitter(
    MAX_LINE_LENGTH,
    (line) => session.line(line),
    () => session.error('line-too-long', `a line of more than ${MAX_LINE_LENGTH} characters was passed over`),
  );
  process.stdout.on('error', () => process.exit(0));
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => splitter.push(chunk));
  process.stdin.on('end', exit);
  process.stdin.on('close', exit);
  process.stdin.on('error', exit);
  process.on('SIGTERM', () => session.line('{"type":"stop"}'));
  process.on('SIGINT', () => session.line('{"type":"stop"}'));
  session.start();
}
