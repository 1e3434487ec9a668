/**
 * Matchers for meshes and messages. Those that wait have to be awaited; each says what is missing in the words of the
 * verdict.
 */

import { expect } from 'vitest';
import { NotSeenError } from '../mesh/errors.ts';
import type { Mesh, Message } from '../mesh/mesh.ts';
import type { Duration } from '../mesh/written.ts';
import type { RunResult } from '../report/result.ts';
import { reportText } from '../report/text.ts';

export interface MeshMatchers {
  /** Of a message: every node that is owed it delivers it. `within` and `to` as for `Mesh.delivered`. Awaited. */
  toReachEveryone(options?: { within?: Duration; to?: 'present' | 'eventual' }): Promise<void>;
  /** Of a mesh: all neighbours of the node that run, or those of `by`, take it for dead. Awaited. */
  toHaveSeenDeath(
    node: string,
    options?: { within?: Duration; by?: string | readonly string[] },
  ): Promise<void>;
  /** Of a mesh: they take it for alive again. Awaited. */
  toHaveSeenReturn(
    node: string,
    options?: { within?: Duration; by?: string | readonly string[] },
  ): Promise<void>;
  /** Of a mesh, which is judged and closed then, or of a result: its verdict is `passed`. Awaited. */
  toHavePassed(): Promise<void>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is added to has it so
  interface Matchers<T = any> extends MeshMatchers {}
}

interface Answer {
  pass: boolean;
  message: () => string;
}

/** Whether what is waited for came. What else goes wrong, such as a name that is no node's, is thrown. */
async function whether(came: Promise<unknown>, ifItDid: string): Promise<Answer> {
  try {
    await came;
    return { pass: true, message: () => ifItDid };
  } catch (error) {
    if (!(error instanceof NotSeenError)) throw error;
    return { pass: false, message: () => `${error.message}\n${error.fix}` };
  }
}

expect.extend({
  toReachEveryone(message: Message, options?: Parameters<MeshMatchers['toReachEveryone']>[0]) {
    return whether(
      message.mesh.delivered(message, options),
      `${message.id} reached everyone who was owed it.`,
    );
  },
  toHaveSeenDeath(mesh: Mesh, node: string, options?: Parameters<MeshMatchers['toHaveSeenDeath']>[1]) {
    return whether(mesh.noticedDeath(node, options), `${node} was taken for dead.`);
  },
  toHaveSeenReturn(mesh: Mesh, node: string, options?: Parameters<MeshMatchers['toHaveSeenReturn']>[1]) {
    return whether(mesh.noticedReturn(node, options), `${node} was taken for alive.`);
  },
  async toHavePassed(subject: Mesh | RunResult): Promise<Answer> {
    const result = typeof subject.verdict === 'function' ? await subject.verdict() : (subject as RunResult);
    return { pass: result.verdict === 'passed', message: () => reportText(result) };
  },
});
