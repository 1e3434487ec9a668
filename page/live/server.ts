/**
 * The server that this page came from: acts, and the journal as it grows.
 */

import type { JournalRecord } from '../../harness/journal/record.ts';
import type { NodeAct } from '../../harness/topology/verbs/node-acts.ts';
import type { Lines } from '../model/context.ts';

/** What `event: mesh` brings, at the beginning of each connection. */
export interface MeshFacts {
  name: string;
  positions: number[];
  nodeActs: NodeAct[];
}

/** What `event: ended` brings: the verdict's line, and where the report is. */
export interface Ended {
  text: string;
  out: string;
}

export type LiveConnection = 'connecting' | 'live' | 'lost' | 'closed' | 'ended';

export interface Hearing {
  mesh(facts: MeshFacts): void;
  /** Records with the line of the first. */
  records(records: JournalRecord[], firstLine: number): void;
  connection(state: LiveConnection, ended?: Ended): void;
}

/** What was refused, in the words of a topology file. */
export class Refused extends Error {
  readonly fix: string;

  constructor(text: string, fix: string) {
    super(text);
    this.fix = fix;
  }
}

const token = new URLSearchParams(location.search).get('token') ?? '';

/** The address of what only the one with the token is given. */
export function addressOf(path: string, query: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ token, ...query })}`;
}

/**
 * A step as a file has it, or a line as at the prompt. Resolves with whether it is confirmed already.
 *
 * @throws Refused
 */
export async function act(what: { step: object } | { line: string }): Promise<'done' | 'under way'> {
  const headers = { 'content-type': 'application/json', 'x-meshbed-token': token };
  const answer = await fetch('/act', { method: 'POST', headers, body: JSON.stringify(what) }).catch(() => {
    throw new Refused('The mesh does not answer.', 'Has it been ended?');
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text).state;
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  const { text: why, fix } = isJson ? JSON.parse(text) : { text, fix: '' };
  throw new Refused(why, fix);
}

/** The verdict on what is known so far. */
export async function verdictSoFar(): Promise<string> {
  const answer = await fetch(addressOf('/verdict')).catch(() => null);
  return answer === null ? 'The mesh does not answer.' : await answer.text();
}

/** Where lines stand in the journal's file, by bytes; as much as one answer may hold stands together. */
interface Stretch {
  first: number;
  last: number;
  from: number;
  to: number;
}

const STRETCH_BYTES = 64 * 1024;

/** Listens from the journal's first line on. The lines themselves are not kept, but asked for when they are looked at. */
export function listen(hearing: Hearing): Lines {
  const stretches: Stretch[] = [];
  let [line, offset] = [0, 0];
  const source = new EventSource(addressOf('/events'));
  source.addEventListener('mesh', (event) => {
    hearing.connection('live');
    hearing.mesh(JSON.parse((event as MessageEvent<string>).data));
  });
  source.addEventListener('message', ({ data, lastEventId }: MessageEvent<string>) => {
    const [last = 0, to = 0] = lastEventId.split(' ').map(Number);
    const records: JournalRecord[] = data.split('\n').map((text) => JSON.parse(text));
    const first = last - records.length + 1;
    // It begins again, so it is not the journal that this page knows.
    if (first !== line + 1) location.reload();
    note(stretches, { first, last, from: offset, to });
    [line, offset] = [last, to];
    hearing.records(records, first);
  });
  source.addEventListener('ended', (event) => {
    source.close();
    hearing.connection('ended', JSON.parse((event as MessageEvent<string>).data));
  });
  source.addEventListener('error', () => {
    hearing.connection(source.readyState === EventSource.CLOSED ? 'closed' : 'lost');
  });
  return linesOf(stretches, () => line);
}

function note(stretches: Stretch[], next: Stretch): void {
  const before = stretches.at(-1);
  if (before === undefined || next.to - before.from > STRETCH_BYTES) stretches.push(next);
  else Object.assign(before, { last: next.last, to: next.to });
}

function linesOf(stretches: readonly Stretch[], count: () => number): Lines {
  let asked: { stretch: string; lines: Promise<string[]> } | null = null;
  return {
    count: async () => count(),
    async text(line) {
      const found = stretches.findLast(({ first }) => first <= line);
      if (found === undefined || line > found.last) return undefined;
      const { from, to, first } = found;
      const stretch = `${from} ${to}`;
      if (asked?.stretch !== stretch) asked = { stretch, lines: fetchLines(from, to) };
      return (await asked.lines)[line - first];
    },
  };
}

async function fetchLines(from: number, to: number): Promise<string[]> {
  const answer = await fetch(addressOf('/journal', { from: String(from), to: String(to) })).catch(() => null);
  if (answer?.ok) return (await answer.text()).split('\n');
  // The report that it left has the line.
  return [];
}
