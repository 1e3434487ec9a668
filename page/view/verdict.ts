/**
 * The top of the page: the verdict as a sentence, what was run, and how to run it again.
 */

import { plural, secondsText } from '../../harness/common/wording.ts';
import { checkFigures, isWorthALine } from '../../harness/report/check-figures.ts';
import { containerOptionLines } from '../../harness/report/given.ts';
import { againCommand, verdictHeadline } from '../../harness/report/headline.ts';
import { durationText } from '../../harness/report/phrases.ts';
import type { RunResult } from '../../harness/report/result.ts';
import { startText } from '../../harness/report/start-text.ts';
import type { ResultJson } from '../model/context.ts';
import { h, section } from './dom.ts';

/** Told apart by form, not only by colour. */
export const MARKS = { passed: '✓', failed: '✕', inconclusive: '?' } as const;

export function verdictView(result: ResultJson): HTMLElement {
  const whole = resultOf(result);
  const line = verdictHeadline(whole);
  const colon = line.indexOf(':');
  const { figures } = result;
  const facts: [string, string][] = [
    ['Mesh', `${plural(figures.nodes, 'node')}, ${plural(figures.links, 'link')}`],
    ['Messages', `${figures.messages}, ${plural(figures.deliveries, 'delivery', 'deliveries')}`],
    [
      'Latency',
      figures.deliveries === 0
        ? 'none'
        : `p50 ${durationText(figures.latencyP50Ms)}, p99 ${durationText(figures.latencyP99Ms)}`,
    ],
    ['Time', `${startText(result)}, ran for ${durationText(figures.scenarioMs)}`],
    ['Runtime', `${result.runtime}, seed ${result.seed}`],
  ];
  return h(
    'header',
    { class: `verdict ${result.verdict}` },
    h(
      'div',
      { class: 'verdict-line' },
      h('span', { class: 'badge', 'aria-hidden': 'true' }, MARKS[result.verdict]),
      h('h1', {}, h('strong', {}, line.slice(0, colon)), line.slice(colon)),
    ),
    result.end.reason === 'decided' ? null : h('p', { class: 'ended' }, `Ended: ${result.end.text}.`),
    h(
      'dl',
      { class: 'facts' },
      ...facts.map(([term, text]) => h('div', {}, h('dt', {}, term), h('dd', {}, text))),
    ),
    h('p', { class: 'again' }, 'Again: ', h('code', {}, againCommand(whole, 'meshbed'))),
  );
}

/** What each check found, in one line each. */
export function checksView(result: ResultJson): HTMLElement {
  const halves = result.halfway.flatMap(({ atMs, checks }) =>
    checks.map((check) => ({ name: `${check.check}, at ${secondsText(atMs)}`, check })),
  );
  const all = result.checks.filter(isWorthALine).map((check) => ({ name: check.check as string, check }));
  const rows = [...halves, ...all].map(({ name, check }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', {}, h('span', { class: `tag ${check.verdict}` }, `${MARKS[check.verdict]} ${check.verdict}`)),
      h(
        'td',
        {},
        checkFigures(check),
        ...(check.notes ?? []).map((note) => h('div', { class: 'note' }, note)),
      ),
    ),
  );
  const head = h(
    'tr',
    {},
    ...['Check', 'Verdict', 'What was judged'].map((text) => h('th', { scope: 'col' }, text)),
  );
  return section(
    'checks',
    'Checks',
    h('table', { class: 'plain' }, h('thead', {}, head), h('tbody', {}, ...rows)),
    ...(result.notes ?? []).map(({ text }) => h('p', { class: 'note' }, `Note: ${text}`)),
    ...containerOptionLines(result).map((line) => h('p', { class: 'note' }, line)),
  );
}

export function resultOf(result: ResultJson): RunResult {
  return { ...result, end: result.end.reason, endText: result.end.text } as RunResult;
}
