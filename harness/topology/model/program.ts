/**
 * Programs that know nothing of the contract, as a topology describes them: what starts one, how it says that it is ready,
 * how a message is put in, and which of its lines mean what. Texts hold placeholders (`text/placeholders.ts`), lines are read by
 * expressions of RE2 (`text/expressions.ts`). `harness/adapter/` turns all of it into the contract.
 */

import type { ProgramEvent } from '../schema/program-events.ts';
import type { ContainerOptions } from './container.ts';

export interface ProgramSpec {
  /** The container image; absent: that of the bundled peer, in which `command` must be there. */
  image?: string;
  /** Program and arguments; absent: what the image starts by itself. */
  command?: string[];
  /** Where it runs as a process, with all folders above it; there where there is a command. */
  folder?: string;
  /** Where its command is written, as in `mesh.yaml:5:14`; absent for one that stands in no file. */
  commandAt?: string;
  env: Record<string, string>;
  container?: ContainerOptions;
  /** By name: texts that are written into `{dir}` at each start. */
  files: Record<string, string>;
  /** Between two neighbours of `{peers}`; absent: each is an item of its own in `command`. */
  separator?: string;
  /** How each neighbour is written in `{peers}`; absent: `{host}:{port}`. */
  neighbour?: string;
  /** How it learns of its neighbours: `{peers}` at its start, or not at all. */
  peers: 'command' | 'never';
  ready: ReadyRule;
  /** Absent: no messages can be put in. */
  inject?: InjectRule;
  /** What it says. What is absent is not judged. */
  events: Partial<Record<ProgramEvent, EventRule>>;
  /** A command that prints counters, and which of them counts the messages received, each copy of them. */
  stats?: { exec: string[]; received?: string };
  /** A signal (`SIGTERM`), or a command that ends it. */
  stop: string | { exec: string[] };
}

/** From where lines come; neither: stdout and stderr. `file` is one in `{dir}`. */
export interface LineSource {
  stream?: 'stdout' | 'stderr';
  file?: string;
}

export type ReadyCondition =
  | ({ log: string } & LineSource)
  /** A port; true: the one that it was told to listen on. */
  | { tcp: number | true }
  | { udp: number | true }
  /** An address, or what follows the node's own; absent status: any from 200 to 299. */
  | { http: string; status?: number }
  | { exec: string[] };

/** `withinMs` absent: as long as any node may take to become ready. */
export type ReadyRule = ReadyCondition & { withinMs?: number };

export type InjectRule =
  | { stdin: string }
  | { exec: string[] }
  | { http: { url: string; method: string; body?: string } };

/**
 * An expression with named groups, or fields of lines that are JSON: `where` says which lines, the others where to look.
 * `own`: it also reports, once, what it has injected itself.
 */
export type EventRule = ({ log: string } | { json: JsonFields }) & LineSource & { own?: true };

export interface JsonFields {
  /** The fields that a line must have, each with its value as a text. */
  where: Record<string, string>;
  /** By group: the path of its field, as in `msg.id`. */
  fields: Record<string, string>;
}
