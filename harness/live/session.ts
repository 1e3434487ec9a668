/**
 * A mesh that is held for people: what the prompt and the page have in common. All that is done to it goes through
 * `Mesh.act`, and so is a step in the journal.
 */

import { join } from 'node:path';
import { CrashWatch } from '../check/evidence/crash.ts';
import { EXIT, MeshbedError } from '../common/errors.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Receipt } from '../mesh/message.ts';
import { JOURNAL_FILE } from '../report/file-names.ts';
import type { RunResult } from '../report/result.ts';
import type { WrittenStep } from '../topology/live-steps.ts';
import type { Topology } from '../topology/topology.ts';
import { scenarioToSave } from './saved.ts';

/** How many messages are remembered for `messages`. */
const MESSAGES = 10;

export interface SentMessage {
  id: string;
  from: string;
  atMs: number;
}

export class LiveSession {
  readonly topology: Topology;
  /** As the user named it. */
  readonly file: string;
  /** Where journal and reports are. */
  readonly out: string;
  /** Not null once all is over, and the journal whole on disk. */
  result: RunResult | null = null;
  /** The last ones, in order. */
  readonly messages: SentMessage[] = [];
  #mesh: Mesh | null = null;

  constructor(topology: Topology, file: string, out: string) {
    this.topology = topology;
    this.file = file;
    this.out = out;
  }

  get journalPath(): string {
    return join(this.out, JOURNAL_FILE);
  }

  /** @throws MeshbedError `MESH_STARTING`, `MESH_OVER`. */
  get mesh(): Mesh {
    if (this.#mesh !== null) return this.#mesh;
    const fix = 'Wait until its nodes are ready.';
    throw new MeshbedError('MESH_STARTING', 'The mesh is still being started.', fix, EXIT.inconclusive);
  }

  /**
   * Resolves when what it does is confirmed.
   *
   * @throws StepError when it cannot be done to the mesh as it is; nothing was done then.
   */
  async act(step: WrittenStep): Promise<void> {
    await this.mesh.act(step);
  }

  /** All that was done so far, as a topology file. */
  scenario(): string {
    const { mesh, file } = this;
    return scenarioToSave(mesh.topology, mesh.steps, [`What was done to ${file}, held by meshbed up.`]);
  }

  /** Who has had a message so far, but for its origin. */
  receipts({ id, from }: SentMessage): Receipt[] {
    return this.mesh.receipts(id).filter(({ node }) => node !== from);
  }

  /** From now on there is a mesh. Resolves when its run has ended; `tell` gets the nodes that crash. */
  async watch(mesh: Mesh, tell: (atMs: number, text: string) => void): Promise<void> {
    this.#mesh = mesh;
    const crashes = new CrashWatch();
    for await (const record of mesh.events({ from: 'start' })) this.#note(record, crashes.note(record), tell);
  }

  #note(record: JournalRecord, isCrash: boolean, tell: (atMs: number, text: string) => void): void {
    if (record.type === 'exit' && isCrash) {
      const last = record.lastWords.at(-1);
      tell(record.at, `${record.node} crashed${last === undefined ? '' : `: ${last}`}`);
    } else if (record.type === 'event' && record.event.type === 'injected') {
      this.messages.push({ id: record.event.message, from: record.node, atMs: record.at });
      if (this.messages.length > MESSAGES) this.messages.shift();
    }
  }
}
