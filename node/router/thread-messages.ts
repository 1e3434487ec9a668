/** What the router's two threads say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { RouterCommand, RouterEventBody } from '../contract/router.ts';

/** From the main thread: a command, or what is wrong with one, so that it is said in its turn. */
export type ToThread =
  | { command: RouterCommand }
  | { refused: { code: string; text: string; ref: string | undefined } };

/** To the main thread. */
export type FromThread = { wakeFd: number } | { run: string | null; event: RouterEventBody };

export interface ThreadData {
  commands: MessagePort;
  /** Words of `Backlog`. */
  backlog: Int32Array;
}

/** Bytes of captures on the way to the main thread, and those that it has written and nobody has read. */
export const Backlog = { ON_THE_WAY: 0, WRITTEN: 1, WORDS: 2 } as const;
