/** `ready`: whether nodes become ready, after how long, and by what. */

import { isReady } from '../../adapter/probe.ts';
import { addressText } from '../../common/wording.ts';
import { durationText } from '../../report/phrases.ts';
import { toPrintableLine } from '../../report/printable.ts';
import { fillPlaceholders, fillPlaceholdersInList } from '../../topology/text/placeholders.ts';
import type { Trial } from '../trial/trial.ts';
import type { TriedPart } from '../trial/types.ts';
import { makeTriedPart } from './part.ts';

export async function tryReady(trial: Trial): Promise<TriedPart> {
  const { nodes } = trial;
  await trial.start(nodes, 1);
  const problems = await whyNodesAreNotReady(trial, nodes);
  return makeTriedPart('ready', problems.length === 0 ? 'works' : 'fails', [
    ...problems,
    ...nodes.filter((node) => readyAfter(trial, node) !== null).map((node) => readyText(trial, node)),
  ]);
}

/** Waits for them, and says of each that is not ready why. */
export async function whyNodesAreNotReady(trial: Trial, nodes: readonly string[]): Promise<string[]> {
  const isDecided = (node: string) => readyAfter(trial, node) !== null || !trial.runs(node);
  const areDecided = () => nodes.every(isDecided);
  const { quiet, ready } = trial.patience;
  if (!(await trial.record.until(areDecided, Math.min(quiet, ready)))) {
    trial.act(`waiting for \`ready\`, for ${durationText(ready)} at most`);
    await trial.record.until(areDecided, ready - quiet);
  }
  const problems: string[] = [];
  for (const node of nodes) {
    if (readyAfter(trial, node) !== null) continue;
    problems.push(
      `${trial.crash(node) ?? `${node} was not ready in ${durationText(ready)}: ${await whyNotReady(trial, node)}`}.`,
    );
  }
  return problems;
}

export function readyAfter(trial: Trial, node: string): number | null {
  const { incarnation, beganMs, readyLine } = trial.latest(node);
  const said = incarnation.heard.find(({ event }) => event.type === 'ready');
  return said === undefined ? null : (readyLine ?? said).atMs - beganMs;
}

export function readyText(trial: Trial, node: string): string {
  const after = durationText(readyAfter(trial, node) ?? 0);
  const line = trial.latest(node).readyLine;
  const what = line === null ? conditionText(trial, node) : `\`${toPrintableLine(line.text)}\``;
  return `${node} after ${after}, by ${what}.`;
}

function conditionText(trial: Trial, node: string): string {
  const { ready } = trial.program;
  const { reached, texts } = trial.values(node);
  const at = (port: number | true) =>
    addressText({ host: reached.host, port: port === true ? reached.port : port });
  if ('tcp' in ready) return `a connection to ${at(ready.tcp)}`;
  if ('udp' in ready) return `a datagram to ${at(ready.udp)}`;
  if ('http' in ready) return `the answer of ${fillPlaceholders(ready.http, texts)}`;
  if ('exec' in ready) return `\`${fillPlaceholdersInList(ready.exec, texts).join(' ')}\``;
  return `a line that matches \`${ready.log}\``;
}

async function whyNotReady(trial: Trial, node: string): Promise<string> {
  const { ready } = trial.program;
  if ('log' in ready) return `no line matched \`${ready.log}\``;
  if (!('exec' in ready)) return `${conditionText(trial, node)} did not come about`;
  const values = trial.values(node);
  let last = '';
  await isReady(ready, values, async (command) => {
    const executed = await trial.execute(node, command);
    last = `${executed.code === null ? 'did not end' : `exited with ${executed.code}`}${executed.text === '' ? '' : `: ${toPrintableLine(executed.text)}`}`;
    return executed;
  });
  return `${conditionText(trial, node)} ${last}`;
}
