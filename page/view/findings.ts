/**
 * What went wrong, with its causes and its evidence; each can be looked at in the graph at its moment.
 */

import type { Finding } from '../../harness/check/explain/finding.ts';
import { secondsText } from '../../harness/common/wording.ts';
import {
  type Alike,
  groupSimilarFindings,
  othersInWords,
  totalOfSimilarFindings,
} from '../../harness/report/alike.ts';
import { allFindings } from '../../harness/report/headline.ts';
import { WORD_ORDER, WORDS } from '../../harness/report/words.ts';
import type { PageContext, ResultJson } from '../model/context.ts';
import { button, h, lineLinks, section } from './dom.ts';
import { MARKS, resultOf } from './verdict.ts';

const SHOWN_PER_WORD = 5;

export function findingsView(context: PageContext, result: ResultJson): HTMLElement {
  const findings = allFindings(resultOf(result));
  if (findings.length === 0) {
    const text =
      result.verdict === 'passed'
        ? 'Nothing went wrong.'
        : 'No check found anything wrong, but see why the run ended.';
    return section('findings', 'Findings', h('p', { class: 'empty' }, text));
  }
  const groups = WORD_ORDER.flatMap((word) => {
    const group = findings.filter((finding) => finding.word === word);
    return group.length === 0 ? [] : [groupView(context, group)];
  });
  return section('findings', 'What went wrong', ...groups);
}

function groupView(context: PageContext, group: readonly Finding[]): HTMLElement {
  const [first] = group as [Finding];
  const verdict = group.some((finding) => finding.verdict === 'failed') ? 'failed' : 'inconclusive';
  const causes = groupSimilarFindings(group);
  const list = h(
    'ul',
    { class: 'findings' },
    ...causes.slice(0, SHOWN_PER_WORD).map((each) => causeView(context, each)),
  );
  const rest = causes.slice(SHOWN_PER_WORD);
  const more = button(`Show ${totalOfSimilarFindings(rest)} more`, () => {
    list.append(...rest.map((each) => causeView(context, each)));
    more.remove();
  });
  return h(
    'article',
    { class: `group ${verdict}` },
    h(
      'h3',
      {},
      h('span', { class: `tag ${verdict}` }, `${MARKS[verdict]} ${first.word}`),
      h('span', { class: 'count' }, group.length > 1 ? ` × ${group.length}` : ''),
      h('span', { class: 'meaning' }, WORDS[first.word].meaning),
    ),
    list,
    rest.length > 0 ? more : null,
  );
}

/** The first of those that have one cause, and the others when they are asked for. */
function causeView(context: PageContext, cause: Alike): HTMLElement {
  const others = othersInWords(cause);
  if (others === null) return findingView(context, cause.first);
  const all = button(`Show ${others}`, () => {
    all.replaceWith(
      h('ul', { class: 'findings' }, ...cause.others.map((each) => findingView(context, each))),
    );
  });
  return findingView(context, cause.first, all);
}

function findingView(context: PageContext, finding: Finding, others: HTMLElement | null = null): HTMLElement {
  const { atMs, text, cause, evidence, node, message } = finding;
  return h(
    'li',
    {},
    h('time', {}, secondsText(atMs)),
    h(
      'div',
      {},
      h('p', {}, text),
      cause.length === 0 ? null : h('ul', { class: 'causes' }, ...cause.map((why) => h('li', {}, why))),
      h(
        'p',
        { class: 'see' },
        evidence.length === 0 ? null : lineLinks(evidence),
        button('Show in the mesh', () => showIn(context, atMs, node, message), { class: 'small' }),
      ),
      others,
    ),
  );
}

function showIn(
  context: PageContext,
  atMs: number,
  node: string | undefined,
  message: string | undefined,
): void {
  const { model } = context;
  const index = node === undefined ? undefined : model.node(node)?.index;
  const known = message !== undefined && model.message(message) !== undefined;
  context.show({
    atMs,
    ...(index === undefined ? {} : { node: index, link: null }),
    ...(known ? { message } : {}),
  });
  document.getElementById('mesh')?.scrollIntoView({ block: 'start' });
}
