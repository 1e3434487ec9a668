/**
 * The run's directory: journal.ndjson, environment.json, logs/<node>.log.
 */

import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { JOURNAL_FILE } from '../report/file-names.ts';

export class RunFiles {
  private readonly path: string | null;
  private readonly logs = new Map<string, WriteStream>();

  private constructor(path: string | null) {
    this.path = path;
  }

  /** `path` undefined: nothing is written anywhere. */
  static async open(path: string | undefined): Promise<RunFiles> {
    if (path !== undefined) await mkdir(join(path, 'logs'), { recursive: true });
    return new RunFiles(path ?? null);
  }

  get journalPath(): string | null {
    return this.path === null ? null : join(this.path, JOURNAL_FILE);
  }

  /** What differs between machines. */
  async writeEnvironment(facts: Record<string, unknown>): Promise<void> {
    if (this.path === null) return;
    const environment = {
      startedAt: new Date().toISOString(),
      node: process.version,
      system: `${type()} ${release()} ${arch()}`,
      processors: cpus().length,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      ...facts,
    };
    await writeFile(join(this.path, 'environment.json'), `${JSON.stringify(environment, null, 2)}\n`);
  }

  log(node: string, text: string): void {
    if (this.path === null) return;
    let stream = this.logs.get(node);
    if (!stream) {
      stream = createWriteStream(join(this.path, 'logs', `${node}.log`));
      this.logs.set(node, stream);
    }
    stream.write(`${text}\n`);
  }

  async close(): Promise<void> {
    const streams = [...this.logs.values()];
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => finished(stream)));
  }
}
