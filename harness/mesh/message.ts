/**
 * A message that was injected into a mesh, and waiting for where it gets.
 */

import { judgeMessage } from '../check/checks/delivery.ts';
import type { History, Injection } from '../check/evidence/history.ts';
import type { Finding } from '../check/explain/finding.ts';
import { EXIT, MeshbedError } from '../common/errors.ts';
import type { RunningScenario } from '../scenario/step-source.ts';
import type { Expect } from '../topology/model/types.ts';
import { NotSeenError } from './errors.ts';
import { waitFor } from './wait.ts';

/** A node that delivered a message. Moments are milliseconds since the mesh was ready. */
export interface Receipt {
  node: string;
  /** Which start of the node it was, from 1. */
  boot: number;
  atMs: number;
  /** Since the origin said `injected`. */
  afterMs: number;
  /** As the node itself reports it, where it does. */
  hops?: number;
  via?: string;
}

/** How long a node may take to answer `inject` before we stop waiting; the verdict allows a second. */
const ANSWER_MS = 5_000;

/** The answers to injections by their `ref`: resolves with those that were taken, in order. */
export async function awaitInjectionAnswers(
  running: RunningScenario,
  refs: readonly string[],
): Promise<Injection[]> {
  const { history } = running.journal;
  const untilMs = running.now() + ANSWER_MS;
  const asked = () => refs.map((ref) => history.injections.get(ref)).filter((each) => each !== undefined);
  await waitFor(running, () => {
    const open = asked().some(({ injected, refusal, node, boot }) => {
      return injected === null && refusal === null && history.incarnation(node, boot)?.exit === null;
    });
    return open && running.now() < untilMs ? { againMs: untilMs } : { found: true };
  });
  for (const { node, refusal, injected, ref } of asked()) {
    if (injected !== null) continue;
    const how = refusal === null ? 'did not answer `inject`' : `refused a message: ${refusal.text}`;
    throw new NotSeenError(
      refusal === null ? 'UNANSWERED' : 'INJECT_REFUSED',
      `${node} ${how} (${ref}).`,
      'See what the node says on standard error, and what the contract asks of `inject`.',
    );
  }
  return asked();
}

/**
 * Resolves when every node that is owed the message has delivered it.
 *
 * @throws NotSeenError with the verdict's findings as soon as one of them is late or has lost it.
 */
export async function awaitDelivery(
  running: RunningScenario,
  message: string,
  settings: NonNullable<Expect['delivery']>,
): Promise<Receipt[]> {
  const { history } = running.journal;
  const injection = injectionOf(history, message);
  return await waitFor(running, () => {
    const nowMs = running.now();
    const { findings, pending, pendingUntilMs, obligations } = judgeMessage(
      history,
      injection,
      settings,
      nowMs,
    );
    const wrong = findings.filter(
      ({ word, verdict }) =>
        word !== 'tested nothing' && (verdict === 'failed' || !isYetToShow(word, pending)),
    );
    if (wrong.length > 0) throw notDelivered(wrong);
    if (pending > 0) return { againMs: Math.max(pendingUntilMs, nowMs + 1) };
    if (obligations === 0) throw owedToNobody(message, injection);
    return { found: receiptsOf(history, message) };
  });
}

/** Whether so many come as must, while some are still to come. */
function isYetToShow(word: Finding['word'], pending: number): boolean {
  return word === 'too few deliveries' && pending > 0;
}

/** Who has delivered a message so far, in order of time. */
export function receiptsOf(history: History, message: string): Receipt[] {
  const injectedMs = injectionOf(history, message).injected?.latestMs ?? 0;
  const delivered = history.deliveries.get(message) ?? [];
  return delivered.map(({ node, boot, earliestMs, latestMs, hops, via }) => {
    const atMs = (earliestMs + latestMs) / 2;
    return {
      node,
      boot,
      atMs,
      afterMs: Math.max(0, atMs - injectedMs),
      ...(hops === undefined ? {} : { hops }),
      ...(via === undefined ? {} : { via }),
    };
  });
}

function injectionOf(history: History, message: string): Injection {
  const [injection] = history.injectionsByMessage.get(message) ?? [];
  if (injection !== undefined) return injection;
  const known = [...history.injectionsByMessage.keys()].slice(-5).join(', ');
  throw new MeshbedError(
    'UNKNOWN_MESSAGE',
    `No message \`${message}\` was injected into this mesh.`,
    known === '' ? 'Inject one first.' : `Take what \`inject\` resolves with. The last ones: ${known}.`,
    EXIT.badInput,
  );
}

function notDelivered(findings: readonly Finding[]): NotSeenError {
  const text = findings.map((finding) => [finding.text, ...finding.cause].join(' ')).join('\n');
  return new NotSeenError('NOT_DELIVERED', text, 'The verdict and its journal say more.', findings);
}

function owedToNobody(message: string, { node }: Injection): NotSeenError {
  return new NotSeenError(
    'OWED_TO_NOBODY',
    `Nobody was owed \`${message}\`: no node that ran was linked with ${node} for long enough.`,
    'Wait until nodes run and links are open, or allow less time with `within`.',
  );
}
