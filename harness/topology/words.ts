/**
 * Topologies in the words of a person: lists of nodes, steps, expectations. Bounded, however large the mesh.
 */

import type { Expect, Step } from './types.ts';
import { formatDuration, formatSize } from './units.ts';

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

function runsOf(names: readonly string[]): { first: string; last: string; count: number }[] {
  const runs: { first: string; last: string; count: number; prefix: string; number: number }[] = [];
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

/** `kill n4`, `inject 100 messages of 200B, one every 10ms, from n1 … n12 in turn`. */
export function stepText(step: Step): string {
  switch (step.verb) {
    case 'inject': {
      const what =
        step.text === undefined
          ? `${messages(step.count)} of ${formatSize(step.bytes)}`
          : `${step.count === 1 ? '' : `${step.count} times `}“${clip(step.text)}”`;
      const pace = step.count > 1 && step.everyMs > 0 ? `, one every ${formatDuration(step.everyMs)},` : '';
      const turn = step.from.length > 1 ? ' in turn' : '';
      return `inject ${what}${pace} from ${nodeListText(step.from)}${turn}`;
    }
    case 'expect':
      return `expect ${expectTexts(step.expect).join('; ')}`;
    default:
      return 'nodes' in step ? `${step.verb} ${nodeListText(step.nodes)}` : step.verb;
  }
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}

/** One text for each check that is judged. */
export function expectTexts(expect: Expect): string[] {
  const { delivery, duplicates, keepalive, traffic, latency } = expect;
  const texts: string[] = [];
  const ms = formatDuration;
  if (delivery !== null) {
    const who =
      delivery.to === 'present'
        ? 'every node that is up and connected then'
        : 'every node, also one that comes later';
    texts.push(`each message reaches ${who} within ${ms(delivery.withinMs)}`);
  }
  if (duplicates !== null) texts.push('none is delivered twice');
  if (keepalive !== null) {
    const dead =
      keepalive.detectMs === null ? [] : [`a dead neighbour is reported within ${ms(keepalive.detectMs)}`];
    const back = keepalive.recoverMs === null ? [] : [`one that is back within ${ms(keepalive.recoverMs)}`];
    if (dead.length + back.length > 0) texts.push([...dead, ...back].join(', '));
    texts.push(`no neighbour is called dead that was reachable for ${ms(keepalive.tolerateMs)}`);
  }
  if (traffic !== null) texts.push(`at most ${traffic.copies} copies are received for each delivery`);
  if (latency !== null) {
    const bounds = [
      latency.p50Ms === undefined ? [] : [`half within ${ms(latency.p50Ms)}`],
      latency.p99Ms === undefined ? [] : [`99% within ${ms(latency.p99Ms)}`],
      latency.maxMs === undefined ? [] : [`all within ${ms(latency.maxMs)}`],
    ];
    texts.push(`from injection to delivery: ${bounds.flat().join(', ')}`);
  }
  return texts;
}
