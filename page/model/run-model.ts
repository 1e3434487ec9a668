/**
 * The run as the page shows it, made from the journal record by record. The report feeds it a whole journal, a live page
 * each record as it comes; nothing else differs. It says what was, and judges nothing: verdicts come from the harness.
 */

import { CrashWatch } from '../../harness/check/evidence/crash.ts';
import type { Header, JournalRecord, RecordOf } from '../../harness/journal/record.ts';
import type { Step } from '../../harness/topology/topology.ts';
import type { NodeAct } from '../../harness/topology/verbs/node-acts.ts';
import { type Conditions, dropsEverything } from '../../node/link/conditions.ts';
import { Track } from './track.ts';
import type {
  DeliveryColumns,
  LinkState,
  LinkTrack,
  MessageTrack,
  NodeTrack,
  StepMark,
  Traffic,
} from './types.ts';

export class RunModel {
  header: Header | null = null;
  readonly nodes: NodeTrack[] = [];
  readonly links: LinkTrack[] = [];
  readonly messages: MessageTrack[] = [];
  readonly steps: StepMark[] = [];
  end: RecordOf<'end'> | null = null;
  /** What can be done to a node; none in a report. */
  nodeActs: readonly NodeAct[] = [];
  /** The span of the run, as far as it is known. */
  fromMs = 0;
  toMs = 0;
  recordCount = 0;
  deliveryCount = 0;
  private readonly nodeOf = new Map<string, NodeTrack>();
  /** By the lower index of its ends, then by the higher. */
  private readonly linksOf: Map<number, LinkTrack>[] = [];
  private readonly messageOf = new Map<string, MessageTrack>();
  private readonly askedOf = new Map<string, { bytes: number; line: number }>();
  private readonly crashes = new CrashWatch();

  node(name: string): NodeTrack | undefined {
    return this.nodeOf.get(name);
  }

  message(id: string): MessageTrack | undefined {
    return this.messageOf.get(id);
  }

  linkBetween(a: number, b: number): LinkTrack | undefined {
    return this.linksOf[Math.min(a, b)]?.get(Math.max(a, b));
  }

  /** `line` is the record's line in the journal, from 1. What does not fit is passed over. */
  add(record: JournalRecord, line: number): void {
    this.recordCount++;
    if (record.type === 'header') return this.begin(record);
    if (record.at > this.toMs) this.toMs = record.at;
    if (record.at < this.fromMs) this.fromMs = record.at;
    const isCrash = this.crashes.note(record);
    switch (record.type) {
      case 'start':
        if (record.phase === 'sent') this.addStart(record, line);
        break;
      case 'fault':
        this.addFault(record, line);
        break;
      case 'exit':
        this.addExit(record, isCrash, line);
        break;
      case 'link':
        this.addLink(record, line);
        break;
      case 'inject':
        this.askedOf.set(record.ref, { bytes: record.bytes, line });
        break;
      case 'event':
        this.addEvent(record, line);
        break;
      case 'step': {
        const { at, index, verb, text } = record;
        this.steps.push({ atMs: at, index, verb, text, line });
        const step = record.step ?? this.header?.topology.steps[index];
        if (step && 'conditions' in step) this.changeConditions(step, at, line);
        if (step && 'nodes' in step) this.connect(step);
        break;
      }
      case 'relay': {
        const traffic = this.trafficOf(record.from, record.to);
        if (traffic !== undefined)
          Object.assign(traffic, { offered: record.offered, dropped: record.dropped });
        break;
      }
      case 'end':
        this.end = record;
        break;
      default:
        break;
    }
  }

  private begin(header: Header): void {
    this.header = header;
    const viaOf = new Map(header.links.map(({ a, b, via }) => [`${a} ${b}`, via]));
    for (const { name } of header.topology.nodes) {
      const node: NodeTrack = {
        index: this.nodes.length,
        name,
        neighbours: [],
        state: new Track('off'),
        emptiedMs: [],
        isConnected: true,
        suspicions: new Track(0),
        suspectedBy: new Set(),
        delivered: 0,
        injected: 0,
        counters: {},
      };
      this.nodes.push(node);
      this.nodeOf.set(name, node);
      this.linksOf.push(new Map());
    }
    for (const { a, b, ab, ba } of header.topology.links) {
      const [one, other] = [this.nodeOf.get(a), this.nodeOf.get(b)];
      if (one === undefined || other === undefined) continue;
      const closed = { ab: dropsEverything(ab), ba: dropsEverything(ba) };
      const link: LinkTrack = {
        index: this.links.length,
        a: one.index,
        b: other.index,
        name: `${a}–${b}`,
        via: viaOf.get(`${a} ${b}`) ?? 'direct',
        state: new Track(stateOf(closed)),
        closed,
        conditions: { ab: new Track(ab ?? {}), ba: new Track(ba ?? {}) },
        ab: noTraffic(),
        ba: noTraffic(),
      };
      this.links.push(link);
      this.linksOf[Math.min(one.index, other.index)]?.set(Math.max(one.index, other.index), link);
      one.neighbours.push(other.index);
      other.neighbours.push(one.index);
    }
  }

  private changeConditions(step: Extract<Step, { conditions: Conditions }>, at: number, line: number): void {
    for (const { from, to } of step.directions) {
      const [one, other] = [this.nodeOf.get(from), this.nodeOf.get(to)];
      const link = one && other && this.linkBetween(one.index, other.index);
      link?.conditions[link.a === one?.index ? 'ab' : 'ba'].set(at, step.conditions, line);
    }
  }

  private connect({ verb, nodes }: Extract<Step, { nodes: string[] }>): void {
    const network = this.nodeActs.find((each) => each.verb === verb)?.network;
    if (network === undefined) return;
    const isConnected = network === 'joins';
    for (const name of nodes) Object.assign(this.nodeOf.get(name) ?? {}, { isConnected });
  }

  private addStart({ at, node: name }: RecordOf<'start'>, line: number): void {
    const node = this.nodeOf.get(name);
    if (node === undefined) return;
    node.state.set(at, 'starting', line);
    node.emptiedMs.push(at);
    node.isConnected = true;
    // A new life remembers nothing of what the last one held of its neighbours.
    for (const index of node.neighbours) this.suspect(this.nodes[index], name, false, at, line);
  }

  private addFault({ at, node: name, fault, phase }: RecordOf<'fault'>, line: number): void {
    const node = this.nodeOf.get(name);
    if (node === undefined) return;
    if (fault === 'kill' && phase === 'sent') {
      node.state.set(at, 'down', line);
      node.emptiedMs.push(at);
    } else if (fault === 'pause' && phase === 'confirmed') node.state.set(at, 'paused', line);
    else if (fault === 'resume' && phase === 'confirmed') node.state.set(at, 'up', line);
  }

  private addExit({ at, node: name }: RecordOf<'exit'>, isCrash: boolean, line: number): void {
    const node = this.nodeOf.get(name);
    // When all nodes are ended after the run, that is no death.
    if (node === undefined || this.end !== null) return;
    node.state.set(at, isCrash ? 'crashed' : 'down', line);
    node.emptiedMs.push(at);
    for (const index of node.neighbours) this.suspect(this.nodes[index], name, false, at, line);
  }

  private addLink({ at, from, to, open, phase }: RecordOf<'link'>, line: number): void {
    if (phase !== (open ? 'confirmed' : 'sent')) return;
    const [one, other] = [this.nodeOf.get(from), this.nodeOf.get(to)];
    const link = one && other && this.linkBetween(one.index, other.index);
    if (link === undefined) return;
    link.closed[link.a === one?.index ? 'ab' : 'ba'] = !open;
    link.state.set(at, stateOf(link.closed), line);
  }

  private addEvent({ at, node: name, event }: RecordOf<'event'>, line: number): void {
    const node = this.nodeOf.get(name);
    if (node === undefined) return;
    switch (event.type) {
      case 'ready':
        node.state.set(at, 'up', line);
        break;
      case 'injected':
        this.addInjected(node, event.ref, event.message, at);
        break;
      case 'delivered':
        this.addDeliveries(event.message, {
          node: [node.index],
          atMs: [at],
          via: [this.nodeOf.get(event.via ?? '')?.index ?? -1],
          hops: [event.hops ?? -1],
          line: [line],
        });
        break;
      case 'peer-up':
      case 'peer-down':
        this.suspect(this.nodeOf.get(event.node), name, event.type === 'peer-down', at, line);
        break;
      case 'stats':
        node.counters = event.counters;
        break;
      default:
        break;
    }
  }

  private addInjected(node: NodeTrack, ref: string, id: string, at: number): void {
    const asked = this.askedOf.get(ref);
    if (asked === undefined) return;
    node.injected++;
    const known = this.messageOf.get(id);
    if (known?.origin === null) Object.assign(known, { origin: node.index, atMs: at, ...asked });
    if (known === undefined)
      this.addMessage({ id, origin: node.index, atMs: at, ...asked, deliveries: noDeliveries() });
  }

  /** What `add` does for `delivered` events, of many at once. */
  addDeliveries(id: string, added: DeliveryColumns): void {
    const [firstMs = 0, line = 0] = [added.atMs[0], added.line[0]];
    const { deliveries } =
      this.messageOf.get(id) ??
      this.addMessage({ id, origin: null, atMs: firstMs, bytes: 0, line, deliveries: noDeliveries() });
    for (let i = 0; i < added.node.length; i++) {
      const index = added.node[i]!;
      const via = added.via[i]!;
      const atMs = added.atMs[i]!;
      const node = this.nodes[index];
      if (node === undefined) continue;
      this.deliveryCount++;
      node.delivered++;
      const link = this.linkBetween(via, index);
      if (link !== undefined) link[link.a === via ? 'ab' : 'ba'].first++;
      if (atMs > this.toMs) this.toMs = atMs;
      deliveries.node.push(index);
      deliveries.atMs.push(atMs);
      deliveries.via.push(via);
      deliveries.hops.push(added.hops[i]!);
      deliveries.line.push(added.line[i]!);
    }
  }

  private addMessage(message: MessageTrack): MessageTrack {
    this.messages.push(message);
    this.messageOf.set(message.id, message);
    return message;
  }

  private suspect(node: NodeTrack | undefined, by: string, isDead: boolean, at: number, line: number): void {
    if (node === undefined || node.suspectedBy.has(by) === isDead) return;
    if (isDead) node.suspectedBy.add(by);
    else node.suspectedBy.delete(by);
    node.suspicions.set(at, node.suspectedBy.size, line);
  }

  private trafficOf(from: string, to: string): Traffic | undefined {
    const [one, other] = [this.nodeOf.get(from), this.nodeOf.get(to)];
    const link = one && other && this.linkBetween(one.index, other.index);
    return link?.[link.a === one?.index ? 'ab' : 'ba'];
  }
}

function stateOf({ ab, ba }: LinkTrack['closed']): LinkState {
  if (ab && ba) return 'cut';
  return ab || ba ? 'one way' : 'open';
}

function noTraffic(): Traffic {
  return { offered: 0, dropped: {}, first: 0 };
}

function noDeliveries(): DeliveryColumns {
  return { node: [], atMs: [], via: [], hops: [], line: [] };
}
