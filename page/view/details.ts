/**
 * What is known of the node or the link that is looked at, at that moment.
 */

import type { Finding } from '../../harness/check/explain/finding.ts';
import { plural, secondsText } from '../../harness/common/wording.ts';
import { allFindings } from '../../harness/report/headline.ts';
import { durationText, wayText } from '../../harness/report/phrases.ts';
import { conditionsText } from '../../harness/topology/model/words.ts';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import { heldAt, isOriginAt, lostAtMs, spreadOf } from '../model/spread.ts';
import type { LinkTrack, NodeTrack, Traffic } from '../model/types.ts';
import { button, h, lineLink, lineLinks, refill } from './dom.ts';
import { resultOf } from './verdict.ts';

const MOST_NEIGHBOURS = 24;
const MOST_FINDINGS = 4;
const CLIP_CHARACTERS = 110;

export function detailsView(context: PageContext): PageView {
  const element = h('div', { class: 'details', 'aria-live': 'polite' });
  const findings = context.result === null ? [] : allFindings(resultOf(context.result));
  const draw = (look: PageState) => {
    const node = look.node === null ? undefined : context.model.nodes[look.node];
    const link = look.link === null ? undefined : context.model.links[look.link];
    if (node !== undefined) refill(element, ...nodeDetails(context, node, look, findings));
    else if (link !== undefined) refill(element, ...linkDetails(context, link, look));
    else
      refill(
        element,
        h('p', { class: 'empty' }, 'Click a node or a link, or use the arrow keys in the graph.'),
      );
  };
  let drawn = '';
  return {
    element,
    look(look) {
      // While a message plays, this need not be drawn sixty times a second.
      const now = `${look.node} ${look.link} ${look.message} ${Math.round(look.atMs * 10)}`;
      if (now !== drawn) draw(look);
      drawn = now;
    },
    refresh: () => draw(context.look),
  };
}

function nodeDetails(
  context: PageContext,
  node: NodeTrack,
  look: PageState,
  findings: readonly Finding[],
): HTMLElement[] {
  const state = node.state.at(look.atMs);
  const suspicions = node.suspicions.at(look.atMs);
  const facts: [string, (Node | string)[]][] = [
    ['State', [state.value, ...since(state.atMs, state.line)]],
    [
      'Reported down by',
      suspicions.value === 0
        ? ['nobody']
        : [plural(suspicions.value, 'neighbour'), ...since(suspicions.atMs, suspicions.line)],
    ],
    ...messageFact(context, node, look),
    [
      context.result === null ? 'So far' : 'In the whole run',
      [`injected ${node.injected}, delivered ${node.delivered}`],
    ],
    ['Neighbours', neighbourButtons(context, node)],
  ];
  const own = findings.filter((finding) => finding.node === node.name || finding.neighbour === node.name);
  return [
    h('h3', {}, `Node ${node.name}`),
    factList(facts),
    ...(own.length === 0 ? [] : [h('h4', {}, plural(own.length, 'finding')), findingList(own)]),
  ];
}

function since(atMs: number, line: number): (Node | string)[] {
  return line === 0 ? [] : [` since ${secondsText(atMs)}, line `, lineLink(line)];
}

function messageFact(context: PageContext, node: NodeTrack, look: PageState): [string, (Node | string)[]][] {
  const message = look.message === null ? undefined : context.model.message(look.message);
  if (message === undefined) return [];
  const spread = spreadOf(message);
  const held = heldAt(spread, node, look.atMs);
  if (message.origin === node.index && (held === null || isOriginAt(spread, node, look.atMs))) {
    const text = `injected here at ${secondsText(message.atMs)}${gone(node, message.atMs, look)}, line `;
    return [[message.id, [text, lineLink(message.line)]]];
  }
  const got = held ?? spread.byNode.get(node.index);
  if (got === undefined) return [[message.id, ['never delivered']]];
  const via = got.via === null ? '' : ` via ${context.model.nodes[got.via]?.name}`;
  const hops = got.hops === null ? '' : `, ${plural(got.hops, 'hop')}`;
  const after = durationText(got.atMs - message.atMs);
  const text = `delivered ${after} after its injection${via}${hops}${gone(node, got.atMs, look)}, line `;
  return [[message.id, [text, lineLink(got.line)]]];
}

/** What a node got in a life that has ended by then is said to be gone. */
function gone(node: NodeTrack, gotMs: number, look: PageState): string {
  const atMs = lostAtMs(node, gotMs, look.atMs);
  return atMs === null ? '' : `, and gone since that life ended at ${secondsText(atMs)}`;
}

function neighbourButtons(context: PageContext, node: NodeTrack): (Node | string)[] {
  const shown = node.neighbours.slice(0, MOST_NEIGHBOURS).map((index) =>
    button(context.model.nodes[index]?.name ?? '', () => context.show({ node: index, link: null }), {
      class: 'name',
    }),
  );
  const more = node.neighbours.length - shown.length;
  return [...shown, more > 0 ? ` and ${more} more` : ''];
}

function findingList(findings: readonly Finding[]): HTMLElement {
  const items = findings
    .slice(0, MOST_FINDINGS)
    .map(({ word, text, evidence }) =>
      h('li', {}, h('b', {}, word), ` ${clip(text)} `, lineLinks(evidence, 4)),
    );
  return h('ul', { class: 'own' }, ...items);
}

function linkDetails(context: PageContext, link: LinkTrack, look: PageState): HTMLElement[] {
  const { nodes } = context.model;
  const [a, b] = [nodes[link.a]?.name ?? '', nodes[link.b]?.name ?? ''];
  const state = link.state.at(look.atMs);
  const way = (
    from: string,
    to: string,
    conditions: string,
    traffic: Traffic,
  ): [string, (Node | string)[]] => [`${from} → ${to}`, [`${conditions}; ${trafficText(traffic, link.via)}`]];
  return [
    h('h3', {}, `Link ${link.name}`),
    factList([
      ['State', [state.value, ...since(state.atMs, state.line)]],
      ['Runs', [wayText(link.via)]],
      way(a, b, conditionsText(link.conditions.ab.at(look.atMs).value), link.ab),
      way(b, a, conditionsText(link.conditions.ba.at(look.atMs).value), link.ba),
      [
        'Ends',
        [link.a, link.b].map((index) =>
          button(nodes[index]?.name ?? '', () => context.show({ node: index, link: null }), {
            class: 'name',
          }),
        ),
      ],
    ]),
  ];
}

function trafficText({ offered, dropped, first }: Traffic, via: LinkTrack['via']): string {
  const brought = `brought ${plural(first, 'message')} first`;
  if (via === 'direct') return `${brought}; nobody counts datagrams on a straight link`;
  const reasons = Object.entries(dropped)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => `${n} by ${reason}`);
  return `${plural(offered, 'datagram')}, dropped ${reasons.length === 0 ? 'none' : reasons.join(', ')}; ${brought}`;
}

function factList(facts: readonly [string, (Node | string)[]][]): HTMLElement {
  return h(
    'dl',
    { class: 'stacked' },
    ...facts.flatMap(([term, what]) => [h('dt', {}, term), h('dd', {}, ...what)]),
  );
}

/** All of it stands above, under the findings. */
function clip(text: string): string {
  return text.length <= CLIP_CHARACTERS ? text : `${text.slice(0, CLIP_CHARACTERS - 1)}…`;
}
