/**
 * A relay on this process's stdin and stdout. Events are gathered for one turn of the event loop. When stdin ends the
 * harness is gone, and so is this process.
 */
import { LineSplitter } from '../contract/lines.ts';
import type { RelayEventBody } from '../contract/relay.ts';
import { RelaySession, type RelaySink } from './session.ts';

/** Ten thousand links with all their conditions. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

class StdoutSink implements RelaySink {
  run: string | null = null;
  #seq = 0;
  #gathered = '';

  emit(event: RelayEventBody): void {
    const t = Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
    if (this.#gathered === '') setImmediate(() => this.flush());
    this.#gathered += `${JSON.stringify({ ...event, run: this.run, seq: ++this.#seq, t })}\n`;
  }

  flush(): void {
    if (this.#gathered === '') return;
    process.stdout.write(this.#gathered);
    this.#gathered = '';
  }
}

export function runRelay(): void {
  const sink = new StdoutSink();
  const exit = () => {
    sink.flush();
    process.stdout.write('', () => process.exit(0));
  };
  const session = new RelaySession(sink, exit);
  const splitter = new LineSplitter(
    MAX_LINE_LENGTH,
    (line) => session.line(line),
    () => session.error('line-too-long', `a line of more than ${MAX_LINE_LENGTH} characters was passed over`),
  );
  process.stdout.on('error', () => process.exit(0));
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => splitter.push(chunk));
  for (const end of ['end', 'close', 'error']) process.stdin.on(end, exit);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => session.line('{"type":"stop"}'));
  session.start();
}
