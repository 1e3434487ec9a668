/**
 * The journal as the checks read it: lives of nodes, directions of links, injections with their answers, deliveries, and what
 * neighbours said of each other. Records are added in order; all keeps its line, because a finding must show its evidence.
 *
 * Times are milliseconds since the scenario's start.
 */

import { pushTo } from '../../common/grouped.ts';
import { type Header, isFromOutside, type JournalRecord, type RecordOf } from '../../journal/record.ts';
import type { Step } from '../../topology/topology.ts';
import { AllDirections } from './all-directions.ts';
import { type NetworkMarks, noteAttachment } from './attachment.ts';
import type { DirectionHistory } from './direction.ts';
import { Incarnation } from './incarnation.ts';
import { JournalOrder } from './order.ts';
import { Readings } from './readings.ts';
import { Reports } from './reports.ts';
import type { Gap, Injection, NeighbourReport, ReportedDelivery, ReportedMoment, Stats } from './said.ts';

export type { Injection, NeighbourReport, ReportedDelivery, Stats } from './said.ts';

/** As the journal tells it. */
export type StepDone = History['stepsDone'][number];

/** A moment known no better than this convicts nobody of being late: that must be said. */
const VAGUE_MS = 1000;

export class History {
  readonly header: Header;
  readonly nodes: readonly string[];
  readonly allDirections: AllDirections;
  readonly directions: readonly DirectionHistory[];
  readonly directionsFrom: ReadonlyMap<string, DirectionHistory[]>;
  readonly directionsTo: ReadonlyMap<string, DirectionHistory[]>;
  readonly injections = new Map<string, Injection>();
  /** By message id; more than one where an id was reused. */
  readonly injectionsByMessage = new Map<string, Injection[]>();
  readonly deliveries = new Map<string, ReportedDelivery[]>();
  deliveryCount = 0;
  readonly readings = new Readings();
  readonly overloads: (RecordOf<'overload'> & { line: number })[] = [];
  /** Of each node: when its sockets were found to have overflowed, as cumulative counts. */
  readonly socketDrops = new Map<string, (RecordOf<'kernel'> & { line: number })[]>();
  readonly silences: (RecordOf<'silence'> & { line: number })[] = [];
  readonly attacks: (RecordOf<'attack'> & { line: number })[] = [];
  /** What came to relays from addresses that belong to none of their nodes. */
  readonly strangers: (RecordOf<'stranger'> & { line: number })[] = [];
  readonly nonsense: (RecordOf<'nonsense'> & { line: number })[] = [];
  /** What steps could not do. */
  readonly notDone: (RecordOf<'not-done'> & { line: number })[] = [];
  readonly attachments: NetworkMarks = new Map();
  /** What the router refused of each node, as cumulative counts. */
  readonly refusals = new Map<string, (RecordOf<'refusal'> & { line: number })[]>();
  warmUp: (RecordOf<'warm-up'> & { line: number }) | null = null;
  end: RecordOf<'end'> | null = null;
  /** Those of the topology, and those that were given while the mesh ran. */
  readonly steps: Step[] = [];
  /** Those that were done, in order of time. */
  readonly stepsDone: { step: Step; atMs: number; text: string; line: number }[] = [];
  private readonly byNode = new Map<string, Incarnation[]>();
  private readonly order = new JournalOrder();
  private readonly reports = new Reports();
  private readonly gapsByIncarnation = new Map<Incarnation, Gap[]>();
  /** The last `stats` of each life that reported any. */
  readonly stats = new Map<Incarnation, Stats>();
  /** The most memory that each life was seen to have. */
  readonly memoryPeaks = new Map<Incarnation, { peakBytes: number; atMs: number; line: number }>();

  constructor(header: Header) {
    this.header = header;
    this.nodes = header.topology.nodes.map((node) => node.name);
    this.allDirections = new AllDirections(header.topology);
    this.directions = this.allDirections.directions;
    this.directionsFrom = this.allDirections.from;
    this.directionsTo = this.allDirections.to;
    for (const node of this.nodes) this.byNode.set(node, []);
    for (const step of header.topology.steps) this.addStep(step);
  }

  incarnations(node: string): readonly Incarnation[] {
    return this.byNode.get(node) ?? [];
  }

  allIncarnations(): Incarnation[] {
    return this.nodes.flatMap((node) => this.byNode.get(node) ?? []);
  }

  direction(from: string, to: string): DirectionHistory | undefined {
    return this.allDirections.direction(from, to);
  }

  words(incarnation: Incarnation, neighbour: string): readonly NeighbourReport[] {
    return this.reports.of(incarnation).get(neighbour) ?? [];
  }

  /** All that a life said of others, by whom it is about. */
  allWords(incarnation: Incarnation): ReadonlyMap<string, readonly NeighbourReport[]> {
    return this.reports.of(incarnation);
  }

  /** Messages that a life reported as missed for good. */
  gaps(incarnation: Incarnation): readonly Gap[] {
    return this.gapsByIncarnation.get(incarnation) ?? [];
  }

  /** `line` is the record's line in the journal, from 1; the header is line 1. */
  add(said: JournalRecord, line: number): void {
    const record = this.order.placed(said);
    switch (record.type) {
      case 'start':
        if (record.phase === 'sent') this.addIncarnation(record, line);
        this.allDirections.note(record);
        break;
      case 'fault':
        noteAttachment(this.attachments, record);
        this.allDirections.note(record);
        this.lastIncarnation(record.node)?.mark(record.fault, record.phase, record.at, line);
        break;
      case 'exit':
      case 'hole':
      case 'unheard':
      case 'clock':
      case 'memory':
        this.addToIncarnation(record, line);
        break;
      case 'link':
      case 'relay':
      case 'outage':
      case 'delay':
      case 'sides':
        if (record.type === 'relay') this.readings.note(record.at);
        this.allDirections.add(record, line);
        break;
      case 'inject':
        this.addInjection(record, line);
        break;
      case 'event':
        this.addEvent(record, line);
        break;
      case 'step':
        this.addStepDone(record, line);
        this.allDirections.note(record);
        break;
      case 'overload':
        this.addOverload(record, line);
        break;
      case 'end':
        this.end = record;
        break;
      case 'header':
        break;
      default:
        this.collect(record, line);
    }
  }

  private addToIncarnation(
    record: RecordOf<'exit' | 'hole' | 'unheard' | 'clock' | 'memory'>,
    line: number,
  ): void {
    const incarnation = this.incarnation(record.node, record.boot);
    if (!incarnation) return;
    if (record.type === 'exit') incarnation.exit = { ...record, line };
    else if (record.type === 'unheard') incarnation.unheard = { ...record, line };
    else if (record.type === 'hole') incarnation.holes.push(line);
    else if (record.type === 'clock') incarnation.jumps.push({ ...record, line });
    else this.memoryPeaks.set(incarnation, { peakBytes: record.peakBytes, atMs: record.at, line });
  }

  /** What is only kept, with its line. */
  private collect(
    record: RecordOf<
      'kernel' | 'stranger' | 'silence' | 'nonsense' | 'attack' | 'not-done' | 'warm-up' | 'refusal'
    >,
    line: number,
  ): void {
    switch (record.type) {
      case 'refusal':
        pushTo(this.refusals, record.node, { ...record, line });
        break;
      case 'kernel':
        pushTo(this.socketDrops, record.node, { ...record, line });
        break;
      case 'stranger':
        this.strangers.push({ ...record, line });
        break;
      case 'silence':
        this.silences.push({ ...record, line });
        break;
      case 'nonsense':
        this.nonsense.push({ ...record, line });
        this.incarnation(record.node, record.boot)?.garbage.push(line);
        break;
      case 'attack':
        this.attacks.push({ ...record, line });
        break;
      case 'not-done':
        this.notDone.push({ ...record, line });
        break;
      case 'warm-up':
        this.warmUp = { ...record, line };
        break;
    }
  }

  private addStepDone({ step: given, index, at, text }: RecordOf<'step'>, line: number): void {
    if (given) this.addStep(given);
    const step = given ?? this.header.topology.steps[index];
    if (step) this.stepsDone.push({ step, atMs: at, text, line });
  }

  /** The delays of a direction are bounded by all conditions that it ever has. */
  private addStep(step: Step): void {
    this.steps.push(step);
    if ('conditions' in step)
      for (const { from, to } of step.directions) this.direction(from, to)?.widen(step.conditions);
  }

  private addOverload(record: RecordOf<'overload'>, line: number): void {
    this.overloads.push({ ...record, line });
    const { node, source, fromMs, at: toMs } = record;
    if (node !== null && isFromOutside(source))
      this.lastIncarnation(node)?.halt({ source, fromMs, toMs, line });
  }

  private addIncarnation(record: RecordOf<'start'>, line: number): void {
    const incarnations = this.byNode.get(record.node);
    const before = incarnations?.at(-1);
    if (before) before.succeededMs = record.at;
    incarnations?.push(new Incarnation(record.node, record.boot, record.at, line));
  }

  private addInjection(record: RecordOf<'inject'>, line: number): void {
    const { ref, node, boot, at, digest, answer } = record;
    const unanswered = { message: null, injected: null, refusal: null };
    this.injections.set(ref, { ref, node, boot, sentMs: at, digest, line, answer, ...unanswered });
  }

  private addEvent({ at, err, node, boot, event }: RecordOf<'event'>, line: number): void {
    const incarnation = this.incarnation(node, boot);
    if (!incarnation) return;
    if (incarnation.garbage.length > 0) incarnation.garbage = [];
    const moment: ReportedMoment = { earliestMs: at - err, latestMs: at + err, line };
    incarnation.lastSignMs = Math.max(incarnation.lastSignMs, moment.earliestMs);
    if (err > VAGUE_MS && incarnation.readyMs !== null) incarnation.vague ??= { line, errMs: err };
    switch (event.type) {
      case 'ready':
        incarnation.readyMs ??= moment.latestMs;
        break;
      case 'injected': {
        const injection = this.injections.get(event.ref);
        if (!injection || injection.node !== node || injection.injected) break;
        injection.message = event.message;
        injection.injected = moment;
        pushTo(this.injectionsByMessage, event.message, injection);
        break;
      }
      case 'error': {
        const { code, text, ref } = event;
        if (incarnation.readyMs === null) incarnation.complaints.push({ code, text, line });
        const injection = ref === undefined ? undefined : this.injections.get(ref);
        if (injection?.node === node) injection.refusal ??= { text, line };
        break;
      }
      case 'delivered': {
        const { message, digest, via, hops } = event;
        this.deliveryCount++;
        incarnation.deliveriesSaid++;
        pushTo(this.deliveries, message, { ...moment, message, node, boot, digest, via, hops });
        break;
      }
      case 'peer-up':
        this.reports.add(incarnation, event.node, { ...moment, up: true, reason: '' });
        break;
      case 'peer-down':
        this.reports.add(incarnation, event.node, { ...moment, up: false, reason: event.reason });
        break;
      case 'gap':
        pushTo(this.gapsByIncarnation, incarnation, { ...moment, origin: event.origin, count: event.count });
        break;
      case 'stats':
        this.stats.set(incarnation, {
          ...moment,
          counters: event.counters,
          deliveriesSaid: incarnation.deliveriesSaid,
        });
        break;
      default:
        break;
    }
  }

  incarnation(node: string, boot: number): Incarnation | undefined {
    return this.byNode.get(node)?.find((incarnation) => incarnation.boot === boot);
  }

  private lastIncarnation(node: string): Incarnation | undefined {
    return this.byNode.get(node)?.at(-1);
  }
}
