/**
 * A live page's server over a journal that a test writes, without a mesh.
 */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { computeLayout } from '../../../harness/graph/layout.ts';
import { livePageRoutes } from '../../../harness/live/routes.ts';
import { LiveServer } from '../../../harness/live/server.ts';
import { LiveSession } from '../../../harness/live/session.ts';
import { livePage } from '../../../harness/report/page.ts';
import type { RunResult } from '../../../harness/report/result.ts';
import type { Topology } from '../../../harness/topology/topology.ts';

export class JournalServer implements AsyncDisposable {
  readonly server: LiveServer;
  readonly routes: ReturnType<typeof livePageRoutes>;
  readonly #session: LiveSession;
  readonly #journal: WriteStream;

  static async open(topology: Topology): Promise<JournalServer> {
    const session = new LiveSession(topology, 'mesh.yaml', await mkdtemp(join(tmpdir(), 'meshbed-live-')));
    const routes = livePageRoutes(session, await livePage(topology.name), computeLayout(topology));
    return new JournalServer(session, routes, await LiveServer.open(routes, 0));
  }

  private constructor(session: LiveSession, routes: ReturnType<typeof livePageRoutes>, server: LiveServer) {
    this.routes = routes;
    this.#session = session;
    this.server = server;
    this.#journal = createWriteStream(session.journalPath);
  }

  /** Lines, each with its line break. Resolves when they are on disk. */
  async write(text: string): Promise<void> {
    await new Promise<void>((resolve) => this.#journal.write(text, () => resolve()));
  }

  end(result: RunResult): void {
    this.#session.result = result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#journal.end();
    if (!this.#journal.closed) await once(this.#journal, 'close');
    await this.server[Symbol.asyncDispose]();
    await rm(this.#session.out, { recursive: true, force: true });
  }
}
