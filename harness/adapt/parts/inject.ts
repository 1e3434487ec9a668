/** `inject`: one message, whether it is taken, and who reports it. */

import { joinAsList } from '../../common/wording.ts';
import type { RecordedEvent } from '../../conform/walk/record.ts';
import { durationText } from '../../report/phrases.ts';
import { toPrintableLine } from '../../report/printable.ts';
import { realClock, sleep } from '../../runtime/port/clock.ts';
import { fillPlaceholders, fillPlaceholdersInList } from '../../topology/text/placeholders.ts';
import type { Trial } from '../trial/trial.ts';
import type { PartState, TriedPart } from '../trial/types.ts';
import { makeTriedPart } from './part.ts';
import { readyAfter } from './ready.ts';

/** As the first message of a run's first step. */
const REF = '0.0';
const TEXT = 'hello from meshbed';
/** A command may take 10 s (`lifecycle/execution.ts`), a request too. */
const ANSWER_MS = 12_000;

export async function tryInject(trial: Trial): Promise<TriedPart> {
  const { program, record, nodes, patience } = trial;
  if (program.inject === undefined) return makeTriedPart('inject', 'absent', ['It is not described.']);
  const from = nodes[0]!;
  if (readyAfter(trial, from) === null || !trial.runs(from))
    return makeTriedPart('inject', 'untried', [
      `${from} ${trial.runs(from) ? 'is not ready' : 'does not run'}.`,
    ]);
  const what = wayIn(trial, from);
  trial.act(what);
  const { incarnation } = trial.latest(from);
  trial.tally.putIn(REF, from, TEXT);
  const beganMs = realClock.now();
  trial.runtime.send(from, { type: 'inject', ref: REF, data: Buffer.from(TEXT).toString('base64') });
  const answer = () => [...incarnation.events('injected'), ...incarnation.events('error')].find(isOurs);
  await record.until(() => answer() !== undefined || !trial.runs(from), ANSWER_MS);
  const tookMs = realClock.now() - beganMs;
  const said = answer();
  if (said === undefined)
    return makeTriedPart('inject', 'fails', [
      `${what}: ${trial.crash(from) ?? `no answer in ${durationText(tookMs)}`}.`,
    ]);
  if (said.type === 'error')
    return makeTriedPart('inject', 'fails', [`${what}: ${toPrintableLine(said.text)}.`]);
  const others = nodes.filter((node) => node !== from && trial.runs(node));
  if (program.events.delivered === undefined || others.length === 0) {
    await sleep(patience.quiet);
    const why =
      others.length === 0 ? 'there is no other node to report it' : 'no event `delivered` is described';
    return makeTriedPart('inject', 'works', [`${what}, in ${durationText(tookMs)}; ${why}.`]);
  }
  return makeTriedPart(
    'inject',
    ...(await reports(trial, others, `${what}, in ${durationText(tookMs)}`, beganMs)),
  );
}

type Injected = RecordedEvent<'injected'> | RecordedEvent<'error'>;

function isOurs({ ref }: Injected): boolean {
  return ref === REF;
}

/** Who reported the message. */
async function reports(
  trial: Trial,
  others: readonly string[],
  what: string,
  sinceMs: number,
): Promise<[PartState, string[]]> {
  const withinMs = Math.max(
    trial.patience.deliver,
    trial.plan.topology.expect.delivery?.asked ? trial.plan.topology.expect.delivery.withinMs : 0,
  );
  const reportMs = (node: string) =>
    trial
      .latest(node)
      .incarnation.heard.find(({ event }) => event.type === 'delivered' && event.message === REF)?.atMs;
  await trial.record.until(
    () => others.every((node) => reportMs(node) !== undefined || !trial.runs(node)),
    withinMs,
  );
  const told = others.flatMap((node) => {
    const atMs = reportMs(node);
    return atMs === undefined ? [] : [`${node} after ${durationText(Math.max(0, atMs - sinceMs))}`];
  });
  const silent = others.filter((node) => reportMs(node) === undefined);
  const sentences = [`${what}.`];
  if (told.length > 0) sentences.push(`Reported by ${joinAsList(told)}.`);
  if (silent.length > 0)
    sentences.push(`Not reported by ${joinAsList(silent)} in ${durationText(withinMs)}.`);
  return [silent.length === 0 ? 'works' : 'fails', sentences];
}

function wayIn(trial: Trial, node: string): string {
  const { inject } = trial.program;
  const texts = { ...trial.values(node).texts, ref: REF, text: TEXT };
  if (inject === undefined) return '';
  if ('stdin' in inject)
    return `\`${toPrintableLine(fillPlaceholders(inject.stdin, texts))}\` went into ${node}'s stdin`;
  if ('exec' in inject)
    return `\`${toPrintableLine(fillPlaceholdersInList(inject.exec, texts).join(' '))}\` ran beside ${node}`;
  return `${inject.http.method} ${toPrintableLine(fillPlaceholders(inject.http.url, texts))}`;
}
