/**
 * What the live page asks for.
 *
 * | asked | answer |
 * |---|---|
 * | `GET /` | the page |
 * | `GET /events` | the journal: `mesh` once, then its lines in batches, and `ended`; goes on after `Last-Event-ID` |
 * | `GET /journal?from&to` | bytes of the journal |
 * | `GET /scenario.yaml` | what was done so far, as a topology file |
 * | `GET /verdict` | on what is known so far, as text |
 * | `POST /act` | `{ step }` as in a file, or `{ line }` as at the prompt; answered when it is confirmed, or after a second |
 */

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { badInput } from '../common/errors.ts';
import { reportText, verdictLine } from '../report/text.ts';
import type { WrittenStep } from '../topology/live-steps.ts';
import { NODE_ACTS } from '../topology/verbs/node-acts.ts';
import { parseLine } from './grammar.ts';
import { type Route, type ServedRequest, serverLine } from './server.ts';
import type { LiveSession } from './session.ts';
import { batchesOf, readJournalBytes, START, type TailPosition } from './tail.ts';

/** Ample for the largest payload of a message, escaped. */
const LARGEST_ACT_BYTES = 512 * 1024;
/** An act that takes longer is said to be under way. */
const ANSWER_MS = 1000;
/** After a connection was lost. */
const RETRY_MS = 500;

/** `page`: the HTML. `positions`: where each node is drawn, in the topology's order: x, y, x, y, … */
export function livePageRoutes(
  session: LiveSession,
  page: string,
  positions: readonly number[],
): Readonly<Record<string, Route>> {
  return {
    'GET /': ({ response }) => serverLine(response, 200, page, 'text/html'),
    'GET /events': (asked) => streamTo(asked, session, positions),
    'GET /journal': async ({ response, url }) => {
      const [from, to] = [numberOf(url, 'from'), numberOf(url, 'to')];
      const bytes = await readJournalBytes(session.journalPath, from, to);
      serverLine(response, 200, bytes.toString('utf8'), 'application/x-ndjson');
    },
    'GET /scenario.yaml': ({ response }) => {
      const text = session.scenario();
      response.setHeader('content-disposition', 'attachment; filename="scenario.yaml"');
      serverLine(response, 200, text, 'application/yaml');
    },
    'GET /verdict': ({ response }) =>
      serverLine(response, 200, reportText(session.mesh.soFar(), { again: false })),
    'POST /act': (asked) => act(asked, session),
  };
}

async function streamTo(
  { request, response, signal }: ServedRequest,
  session: LiveSession,
  positions: readonly number[],
): Promise<void> {
  const write = async (text: string) => {
    // Nothing is kept for a slow reader: it is asked again when it has room.
    if (!response.write(text)) await once(response, 'drain', { signal });
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
  const { name } = session.topology;
  await write(`retry: ${RETRY_MS}\n${event('mesh', { name, positions, nodeActs: NODE_ACTS })}`);
  const from = placeOf(String(request.headers['last-event-id'] ?? ''));
  const isOver = () => session.result !== null;
  try {
    for await (const { text, line, offset } of batchesOf(session.journalPath, from, isOver, signal)) {
      await write(`id: ${line} ${offset}\ndata: ${text.replaceAll('\n', '\ndata: ')}\n\n`);
    }
    if (session.result !== null)
      await write(event('ended', { text: verdictLine(session.result), out: session.out }));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  response.end();
}

/** JSON has no line breaks of its own. */
function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** From `Last-Event-ID`; the beginning where it says nothing. */
function placeOf(id: string): TailPosition {
  const [, line, offset] = /^(\d{1,15}) (\d{1,15})$/.exec(id) ?? [];
  return line === undefined ? START : { line: Number(line), offset: Number(offset) };
}

async function act({ request, response }: ServedRequest, session: LiveSession): Promise<void> {
  const step = stepOf(await bodyOf(request));
  const acting = session.act(step).then(() => 'done' as const);
  // What goes wrong later ends the run, which says why.
  acting.catch(() => {});
  const state = await Promise.race([acting, sleep(ANSWER_MS, 'under way' as const)]);
  serverLine(response, 200, JSON.stringify({ state }), 'application/json');
}

function stepOf(body: unknown): WrittenStep {
  const { step, line } = (body ?? {}) as { step?: unknown; line?: unknown };
  if (typeof line === 'string') {
    const command = parseLine(line);
    if (command.kind === 'act') return command.step;
    throw badInput(
      'NO_ACT',
      `\`${line.trim()}\` is for the terminal`,
      'Here, write what is done to the mesh.',
    );
  }
  if (typeof step === 'object' && step !== null && !Array.isArray(step)) return step as WrittenStep;
  throw badInput(
    'NO_ACT',
    'There is no step in what was sent.',
    'Send { "step": { "kill": "n3" } } as JSON.',
  );
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  // With this type, browsers ask before they send it across origins; and we never allow it.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw badInput('NO_JSON', 'What was sent is not called application/json.', 'Set its content type.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Read to its end, also where it is refused: the rest would come before the next request on this connection.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= LARGEST_ACT_BYTES) chunks.push(chunk);
  }
  if (bytes > LARGEST_ACT_BYTES) throw badInput('TOO_LARGE', 'What was sent is too large.', 'Send less.');
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw badInput('NO_JSON', 'What was sent is no JSON.', 'Send { "step": { "kill": "n3" } }.');
  }
}

function numberOf(url: URL, name: string): number {
  const text = url.searchParams.get(name) ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badInput('NO_PLACE', `\`${name}\` is no place in the journal.`, 'Give a number of bytes.');
}
