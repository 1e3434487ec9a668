/**
 * Traces for the tests of checks: a journal in a few short lines.
 *
 * A line is `TIME WORD ARGUMENTS`, the time in milliseconds; a trailing `~5` on an event is its clock error. Nodes run
 * from -100 on (start sent) and are ready at 0 unless a line of theirs says otherwise first.
 *
 *   1000 inject a m1          a gets an inject and says `injected` at once (ask, injected, refuse: the parts)
 *   1000 ask a m1 to-be refused           or accepted
 *   1010 deliver b m1 via a   (digest x: with other content; boot 2)
 *   1000 up a b · 1000 down a b silent
 *   2000 kill b               sent at 2000, gone at 2010 (kill-sent, exit, crash: the parts; `exit b unknown`: lost sight of; `crash b SIGKILL for-memory`)
 *   2000 stop b · 2000 pause b · 2050 resume b · 3000 start b (ready 50 later) · start-sent, ready: the parts
 *   2000 cut a b · 3000 mend a b      one direction; confirmed 10 later
 *   2000 overload b 300 · 2000 overload * 300     since 300 before (seen by the canary, or: overload * 300 harness; by others: overload b 300 stop from outside)
 *   2000 relay a b 10 8       cumulative: offered (100 bytes each), dropped by loss (or another reason: relay a b 10 8 nat)
 *   2000 stranger a b 3       cumulative: from another address than a's, 10.0.0.9:7
 *   2000 outage a b 500 6 · 2000 delay a b 500 400    since 500 before: six dropped in a row; under way for up to 400
 *   2000 kernel b 12 · 2000 gap b a 3      sockets full, cumulative; three messages of a missed for good
 *   2000 memory b 130 · 2000 attack b 3      in MiB; answers to a stranger, who sent ten datagrams (kept out: attack b 0 10)
 *   60000 end
 *   2000 complain b bad-option keepalive is no time      an `error` of no message
 *   2000 disconnect b · 3000 reconnect b      its links are lines of their own
 *   2000 move b      to another address
 *   2000 did cut a b · 2000 did kill b · 2000 did partition a,b|c · 2000 did heal     the step; what it does are the lines `cut`, `kill`, …
 *   2000 split a,b|c · 3000 unite      a router closes all between two sides that has no link; confirmed 10 later
 *   2000 refusal b spoofed=12 checksum=3      cumulative: what a router forwarded to nobody; the first spoofed address is 10.0.0.9
 *   2000 hole b · 2000 nonsense b · 2000 jump b 5000 · 2000 not-done b · 2000 silence b ready · 5000 stats b data.received=7
 */

import type { FaultName, Header, JournalRecord } from '../../../harness/journal/record.ts';
import type {
  Action,
  Expect,
  InjectAnswer,
  Step,
  Topology,
  TopologyLink,
} from '../../../harness/topology/topology.ts';
import type { Elsewhere } from '../../../node/contract/router.ts';
import type { EventBody } from '../../../node/contract/types.ts';

/** The defaults of a file without `expect`, but with windows that are easy to reckon with. */
export const EXPECT: Expect = {
  delivery: { asked: false, withinMs: 1000, to: 'present' },
  duplicates: { asked: false },
  keepalive: { asked: false, detectMs: null, recoverMs: null, tolerateMs: 1000 },
  traffic: null,
  latency: null,
  memory: null,
  isolation: null,
  settleMs: null,
};

/** What is expected of neighbours. */
export const keepalive = (
  detectMs: number | null,
  recoverMs: number | null,
  tolerateMs = 1000,
  asked = false,
) => ({ keepalive: { asked, detectMs, recoverMs, tolerateMs } });

/** Two that have called each other alive. */
export const MET = `100 up a b
                    100 up b a`;

/** `a-b b-c:10±5 c-d%10`: links, with latency and jitter in milliseconds, or loss in per cent; the same both ways. */
export function header(links: string, expect: Expect = EXPECT): Header {
  const specs = links.split(' ').filter(Boolean).map(linkOf);
  const names = [
    ...new Set(specs.flatMap((link) => (link.a === link.b ? [link.a] : [link.a, link.b]))),
  ].sort();
  const topology: Topology = {
    name: 'trace',
    seed: 1,
    nodes: names.map((name) => ({ name, env: {}, startMs: 0 })),
    links: specs.filter((link) => link.a !== link.b),
    networks: [{ name: 'mesh', nodes: names }],
    peer: {},
    steps: [],
    expect,
  };
  return {
    type: 'header',
    journal: 1,
    meshbed: '0',
    contract: 1,
    run: 'r',
    runtime: 'process',
    topology,
    links: [],
  };
}

/** The same under `reach: all`: all nodes but the `bundled` run programs that find others by themselves. */
export function reachingAll(records: JournalRecord[], bundled: readonly string[] = []): JournalRecord[] {
  const [head, ...rest] = records;
  if (head?.type !== 'header') throw new Error('a trace begins with a header');
  const nodes = head.topology.nodes.map((node) =>
    bundled.includes(node.name) ? node : { ...node, command: ['agent'] },
  );
  return [{ ...head, topology: { ...head.topology, reach: 'all', nodes } }, ...rest];
}

/** The same on a routed network; programs are told each other's addresses by whomever, unless nodes are `bundled`. `firewalls`: the nodes behind each. */
export function onRouter(
  records: JournalRecord[],
  elsewhere: Elsewhere,
  bundled: readonly string[] = [],
  firewalls: readonly (readonly string[])[] = [],
): JournalRecord[] {
  const [head, ...rest] = records;
  if (head?.type !== 'header') throw new Error('a trace begins with a header');
  const nodes = head.topology.nodes.map((node) =>
    bundled.includes(node.name) ? node : { ...node, command: ['agent'] },
  );
  const sites = firewalls.map((nodes, i) => ({ name: `s${i}`, nodes: [...nodes], firewall: true as const }));
  const network = { ranges: ['198.18.0.0/15'], router: ['198.18.0.1'], elsewhere, sites };
  const counted = rest.map((record) => {
    if (record.type !== 'relay') return record;
    const { offeredBytes: _, ...packets } = record;
    return packets;
  });
  return [{ ...head, topology: { ...head.topology, network, nodes } }, ...counted];
}

/** A name alone is a node without links. */
function linkOf(text: string): TopologyLink {
  const [pair, delay] = text.split(':');
  const [ends, loss] = pair!.split('%');
  const [a, b] = ends!.split('-');
  if (loss) return { a: a!, b: b!, ab: { loss: Number(loss) / 100 }, ba: { loss: Number(loss) / 100 } };
  if (!delay) return { a: a!, b: b ?? a! };
  const [latencyMs, jitterMs] = delay.split('±').map(Number);
  const conditions = { latencyMs: latencyMs!, jitterMs: jitterMs ?? 0 };
  return { a: a!, b: b!, ab: conditions, ba: conditions };
}

export function trace(links: string, text: string, expect: Expect = EXPECT): JournalRecord[] {
  const head = header(links, expect);
  const lines = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  const writer = new Writer();
  for (const { name } of head.topology.nodes) {
    const own = lines.find((line) => new RegExp(`^-?\\d+ (start|start-sent) ${name}\\b`).test(line));
    const before = lines.find((line) => new RegExp(`^-?\\d+ \\S+ .*\\b${name}\\b`).test(line));
    if (own !== undefined && own === before) continue;
    writer.write(`-100 start-sent ${name}`);
    writer.write(`0 ready ${name}`);
  }
  for (const line of lines) writer.write(line);
  return [head, ...writer.records.sort((x, y) => timeOf(x) - timeOf(y))];
}

function timeOf(record: JournalRecord): number {
  return record.type === 'header' ? -Infinity : record.at;
}

class Writer {
  readonly records: JournalRecord[] = [];
  private readonly boots = new Map<string, number>();
  private readonly seqs = new Map<string, number>();
  private readonly digests = new Map<string, string>();

  write(line: string): void {
    const [, time, word, rest = '', err] = /^(-?\d+) (\S+) ?(.*?)(?: ~(\d+))?$/.exec(line) ?? [];
    if (time === undefined || word === undefined) throw new Error(`not a line of a trace: ${line}`);
    this.act(Number(time), word, rest.split(' '), Number(err ?? 0));
  }

  private act(at: number, word: string, [a = '', b = '', ...more]: string[], err: number): void {
    const event = (body: EventBody, node = a, boot = this.boot(a)) => this.event(at, err, node, boot, body);
    switch (word) {
      case 'start-sent':
        this.boots.set(a, this.boot(a) + 1);
        this.add({ type: 'start', phase: 'sent', at, node: a, boot: this.boot(a) });
        return;
      case 'ready':
        return event({ type: 'ready', host: '127.0.0.1', port: 1 });
      case 'start':
        this.act(at, 'start-sent', [a], 0);
        return this.act(at + 50, 'ready', [a], 0);
      case 'ask': {
        const [answer] = more[0] === 'to-be' ? [more[1] as InjectAnswer] : [];
        this.digests.set(b, answer ? `digest-of-${b}` : (more[0] ?? `digest-of-${b}`));
        const digest = this.digests.get(b)!;
        const asked = { node: a, boot: this.boot(a), ref: b, bytes: 5, digest };
        this.add({ type: 'inject', at, ...asked, ...(answer ? { answer } : {}) });
        return;
      }
      case 'injected':
        return event({ type: 'injected', ref: b, message: more[0] ?? b });
      case 'inject':
        this.act(at, 'ask', [a, b], 0);
        return this.act(at, 'injected', [a, b], err);
      case 'refuse':
        return event({ type: 'error', code: 'TOO_LONG', text: 'too long', ref: b });
      case 'complain':
        return event({ type: 'error', code: b, text: more.join(' ') });
      case 'deliver': {
        const option = (name: string) => (more.includes(name) ? more[more.indexOf(name) + 1] : undefined);
        const via = option('via');
        const digest = option('digest') ?? this.digests.get(b) ?? `digest-of-${b}`;
        const body = {
          type: 'delivered' as const,
          message: b,
          digest,
          ...(via === undefined ? {} : { via }),
        };
        return event(body, a, Number(option('boot') ?? this.boot(a)));
      }
      case 'up':
        return event({ type: 'peer-up', node: b });
      case 'down':
        return event({ type: 'peer-down', node: b, reason: more[0] ?? 'silent' });
      case 'stats': {
        const counters = Object.fromEntries(
          [b, ...more].map((pair) => [pair.split('=')[0]!, Number(pair.split('=')[1])]),
        );
        return event({ type: 'stats', counters });
      }
      case 'kill-sent':
      case 'stop-sent':
        return this.fault(at, a, word === 'kill-sent' ? 'kill' : 'stop', 'sent');
      case 'kill':
      case 'stop':
        this.fault(at, a, word, 'sent');
        this.act(at + 10, 'exit', [a, word === 'kill' ? 'SIGKILL' : '0'], 0);
        return this.fault(at + 10, a, word, 'confirmed');
      case 'pause':
      case 'resume':
      case 'disconnect':
      case 'reconnect':
      case 'move':
        this.fault(at, a, word, 'sent');
        return this.fault(at + 10, a, word, 'confirmed');
      case 'exit':
      case 'crash': {
        const exit = /^\d+$/.test(b)
          ? { code: Number(b), signal: null }
          : { code: null, signal: b === 'unknown' ? null : b || 'SIGSEGV' };
        const forMemory = more[0] === 'for-memory' ? { maybeForMemory: true as const } : {};
        this.add({
          type: 'exit',
          at,
          node: a,
          boot: this.boot(a),
          exit: { ...exit, ...forMemory },
          lastWords: more,
        });
        return;
      }
      case 'cut':
      case 'mend':
        for (const phase of ['sent', 'confirmed'] as const) {
          const atMs = phase === 'sent' ? at : at + 10;
          this.add({ type: 'link', phase, at: atMs, from: a, to: b, open: word === 'mend' });
        }
        return;
      case 'split':
      case 'unite':
        for (const phase of ['sent', 'confirmed'] as const) {
          const sides = word === 'unite' ? null : a.split('|').map((side) => side.split(','));
          this.add({ type: 'sides', phase, at: phase === 'sent' ? at : at + 10, sides });
        }
        return;
      case 'refusal': {
        const refused = Object.fromEntries(
          [b, ...more].map((pair) => [pair.split('=')[0]!, Number(pair.split('=')[1])]),
        );
        const from = 'spoofed' in refused ? { firstSpoofed: '10.0.0.9' } : {};
        this.add({ type: 'refusal', at, node: a, refused, ...from });
        return;
      }
      case 'did': {
        const step: Step = { index: 0, atMs: at, line: 1, ...actionOf(a, b, more) };
        this.add({
          type: 'step',
          at,
          index: 0,
          verb: step.verb,
          text: `${a} ${[b, ...more].join(' → ')}`,
          step,
        });
        return;
      }
      case 'overload': {
        const node = a === '*' ? null : a;
        const source = more.join(' ') || 'canary';
        this.add({ type: 'overload', at, fromMs: at - Number(b), node, lateMs: Number(b), source });
        return;
      }
      case 'outage': {
        const [sinceMs, dropped] = more.map(Number);
        this.add({ type: 'outage', at, fromMs: at - sinceMs!, from: a, to: b, dropped: dropped! });
        return;
      }
      case 'delay': {
        const [sinceMs, tookMs] = more.map(Number);
        this.add({ type: 'delay', at, fromMs: at - sinceMs!, from: a, to: b, tookMs: tookMs! });
        return;
      }
      case 'relay':
        this.add({
          type: 'relay',
          at,
          from: a,
          to: b,
          offered: Number(more[0]),
          offeredBytes: 100 * Number(more[0]),
          dropped: { [more[2] ?? 'loss']: Number(more[1]) },
        });
        return;
      case 'stranger':
        this.add({ type: 'stranger', at, from: a, to: b, count: Number(more[0]), host: '10.0.0.9', port: 7 });
        return;
      case 'kernel':
        this.add({ type: 'kernel', at, node: a, boot: this.boot(a), socketDrops: Number(b) });
        return;
      case 'attack': {
        const sent = { garbage: 10, forged: 0, replayed: 0 };
        const firstAnswer = Buffer.from('hello?').toString('base64');
        const answers = { answers: Number(b), firstAnswer };
        const keptOut = more[0] === undefined ? {} : { keptOut: Number(more[0]) };
        this.add({ type: 'attack', at, node: a, boot: this.boot(a), sent, ...answers, ...keptOut });
        return;
      }
      case 'memory':
        this.add({ type: 'memory', at, node: a, boot: this.boot(a), peakBytes: Number(b) * 2 ** 20 });
        return;
      case 'gap':
        return event({ type: 'gap', origin: b, count: Number(more[0]) });
      case 'hole':
        this.add({ type: 'hole', at, node: a, boot: this.boot(a), expected: 3, found: 5 });
        return;
      case 'nonsense':
        this.add({ type: 'nonsense', at, node: a, boot: this.boot(a), text: [b, ...more].join(' ') });
        return;
      case 'not-done':
        this.add({ type: 'not-done', at, index: 0, ref: 'r', node: a, text: 'it was not up' });
        return;
      case 'jump':
        this.add({ type: 'clock', at, node: a, boot: this.boot(a), jumpMs: Number(b) });
        return;
      case 'silence': {
        const awaited = b as 'idle' | 'ready' | 'exit';
        this.add({ type: 'silence', at, node: a, boot: this.boot(a), awaited, patienceMs: 1000 });
        return;
      }
      case 'end':
        this.add({ type: 'end', at, reason: 'decided', text: '' });
        return;
      default:
        throw new Error(`no word ${word} in traces`);
    }
  }

  private boot(node: string): number {
    return this.boots.get(node) ?? 0;
  }

  private fault(at: number, node: string, fault: FaultName, phase: 'sent' | 'confirmed'): void {
    this.add({ type: 'fault', phase, at, node, fault });
  }

  private event(at: number, err: number, node: string, boot: number, body: EventBody): void {
    const seq = (this.seqs.get(node) ?? 0) + 1;
    this.seqs.set(node, seq);
    this.add({ type: 'event', at, err, node, boot, event: { run: 'r', seq, t: at, ...body } });
  }

  private add(record: JournalRecord): void {
    this.records.push(record);
  }
}

function actionOf(verb: string, first: string, more: readonly string[]): Action {
  switch (verb) {
    case 'partition':
      return { verb, groups: first.split('|').map((group) => group.split(',')) };
    case 'heal':
      return { verb };
    case 'kill':
    case 'stop':
    case 'pause':
      return { verb, nodes: [first, ...more] };
    default:
      return { verb: verb as 'cut' | 'mend', directions: [{ from: first, to: more[0] ?? '' }] };
  }
}
