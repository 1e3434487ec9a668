/**
 * Topologies in the words of a person: lists of nodes and directions, conditions, expectations. Bounded, however large the mesh.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import { QUANTILES } from '../schema/quantiles.ts';
import { formatDuration, formatRate, formatShare, formatSize } from '../text/units.ts';
import type { DirectionName, Expect, TopologyNode } from './types.ts';

/** `n1 … n12, alice`: names that count up are drawn together, and after `most` of those it says how many more. */
export function nodeListText(names: readonly string[], most = 6): string {
  const runs = runsOf(names);
  const shown = runs.slice(0, most).map(({ first, last, count }) => {
    if (count === 1) return first;
    return count === 2 ? `${first}, ${last}` : `${first} … ${last}`;
  });
  const hidden = runs.slice(most).reduce((sum, run) => sum + run.count, 0);
  return shown.join(', ') + (hidden === 0 ? '' : ` and ${hidden} more`);
}

interface Run {
  first: string;
  last: string;
  count: number;
}

/** Names that count up, one after another, drawn together. */
export function runsOf(names: readonly string[]): Run[] {
  const runs: (Run & { prefix: string; number: number })[] = [];
  for (const name of names) {
    const [, prefix = name, digits = ''] = /^(.*?)(\d{1,9})$/.exec(name) ?? [];
    const number = digits === '' ? Number.NaN : Number(digits);
    const run = runs.at(-1);
    if (run !== undefined && run.prefix === prefix && run.number + 1 === number) {
      run.last = name;
      run.number = number;
      run.count++;
    } else runs.push({ first: name, last: name, count: 1, prefix, number });
  }
  return runs;
}

/** For errors: which nodes there are. */
export function nodesInWords(nodes: readonly TopologyNode[]): string {
  const names = nodes.slice(0, 6).map((node) => node.name);
  if (nodes.length <= 6) return `The nodes: ${names.join(', ')}.`;
  return `The ${nodes.length} nodes: ${names.slice(0, 3).join(', ')}, … ${nodes.at(-1)?.name}.`;
}

/** `n1–n2, n3→n4`: a link both ways, and one way of a link. */
export function directionListText(directions: readonly DirectionName[], most = 4): string {
  const name = ({ from, to }: DirectionName) => `${from}→${to}`;
  const all = new Set(directions.map(name));
  const shown: string[] = [];
  let links = 0;
  for (const way of directions) {
    const back = { from: way.to, to: way.from };
    if (!all.delete(name(way))) continue;
    const bothWays = all.delete(name(back));
    links++;
    if (links <= most) shown.push(bothWays ? `${way.from}–${way.to}` : name(way));
  }
  return shown.join(', ') + (links > most ? ` and ${(links - most).toLocaleString('en')} more` : '');
}

/** `latency 30ms, jitter 5ms, loss 1%`; `no conditions` where nothing is done. */
export function conditionsText(conditions: Conditions): string {
  const { latencyMs, jitterMs, jitterShape, loss, burst, duplicate, reorder, reorderByMs } = conditions;
  const { corrupt, rateBps, queueBytes, mtuBytes } = conditions;
  const texts: string[] = [];
  if (latencyMs) texts.push(`latency ${formatDuration(latencyMs)}`);
  if (jitterMs) texts.push(`jitter ${formatDuration(jitterMs)}${jitterShape ? ` (${jitterShape})` : ''}`);
  if (loss) texts.push(`loss ${formatShare(loss)}`);
  if (burst) {
    const { enter, leave, loss: lost } = burst;
    const all = lost === 1 ? '' : `, loss ${formatShare(lost)}`;
    texts.push(`bursts (enter ${formatShare(enter)}, leave ${formatShare(leave)}${all})`);
  }
  if (duplicate) texts.push(`duplicate ${formatShare(duplicate)}`);
  if (reorder) texts.push(`reorder ${formatShare(reorder)} by ${formatDuration(reorderByMs ?? 0)}`);
  if (corrupt) texts.push(`corrupt ${formatShare(corrupt)}`);
  if (rateBps) {
    const queue = queueBytes === undefined ? '' : ` (queue ${formatSize(queueBytes)})`;
    texts.push(`rate ${formatRate(rateBps)}${queue}`);
  }
  if (mtuBytes) texts.push(`mtu ${formatSize(mtuBytes)}`);
  return texts.length === 0 ? 'no conditions' : texts.join(', ');
}

/** One text for each check that is judged. */
export function expectTexts(expect: Expect): string[] {
  const { delivery, duplicates, keepalive, traffic, latency, memory, isolation } = expect;
  const texts: string[] = [];
  const ms = formatDuration;
  if (delivery !== null) {
    const who =
      delivery.to === 'present'
        ? 'every node that is up and connected then'
        : 'every node, also one that comes later';
    const share = delivery.share === undefined ? '' : `, in ${formatShare(delivery.share)} of all cases`;
    texts.push(`each message reaches ${who} within ${ms(delivery.withinMs)}${share}`);
  }
  if (duplicates !== null) texts.push('none is delivered twice');
  if (keepalive !== null) {
    const who = keepalive.of === undefined ? 'neighbour' : 'node';
    const dead =
      keepalive.detectMs === null ? [] : [`a dead ${who} is reported within ${ms(keepalive.detectMs)}`];
    const back = keepalive.recoverMs === null ? [] : [`one that is back within ${ms(keepalive.recoverMs)}`];
    if (dead.length + back.length > 0) texts.push([...dead, ...back].join(', '));
    texts.push(`no ${who} is called dead that was reachable for ${ms(keepalive.tolerateMs)}`);
    if (keepalive.of !== undefined && keepalive.of !== 'all')
      texts.push(`every node tells of ${nodeListText(keepalive.of)}`);
  }
  if (traffic !== null) texts.push(`at most ${traffic.copies} copies are received for each delivery`);
  if (latency !== null) {
    const bounds = QUANTILES.flatMap(({ key, share }) => {
      const boundMs = latency[`${key}Ms`];
      const who = share === 0.5 ? 'half' : share === 1 ? 'all' : formatShare(share);
      return boundMs === undefined ? [] : [`${who} within ${ms(boundMs)}`];
    });
    texts.push(`from injection to delivery: ${bounds.join(', ')}`);
  }
  if (memory !== null) texts.push(`no program takes more than ${formatSize(memory.maxBytes)} of memory`);
  if (isolation !== null) texts.push('messages travel over the links alone');
  return texts;
}
