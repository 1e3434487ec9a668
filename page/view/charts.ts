/**
 * How long messages took, and what crossed the links.
 */

import * as Plot from '@observablehq/plot';
import { plural } from '../../harness/common/wording.ts';
import { durationText } from '../../harness/report/phrases.ts';
import type { PageContext, PageView } from '../model/context.ts';
import { latenciesOf } from '../model/spread.ts';
import type { LinkTrack, Traffic } from '../model/types.ts';
import { fill, h } from './dom.ts';

const BINS = 40;
const BUSIEST = 20;
/** Where the slowest took this many times as long as the middle one, only a logarithm shows both. */
const SKEWED = 20;
const ROOM = 0.1;

export function latencyView(context: PageContext): PageView {
  const element = h('div', { class: 'chart' });
  return drawnAtWidth(element, (width) => {
    const times = latenciesOf(context.model.messages);
    if (times.length === 0) return [h('p', { class: 'empty' }, 'No message was delivered.')];
    const at = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
    const percentiles = [
      { name: 'p50', ms: at(0.5) },
      { name: 'p99', ms: at(0.99) },
      { name: 'max', ms: at(1) },
    ];
    const isLog = at(1) > SKEWED * at(0.5);
    const scale = { least: isLog ? Math.max(0.01, times[0] ?? 0) : 0, most: at(1), isLog };
    const said = percentiles.map(({ name, ms }) => `${name} ${durationText(ms)}`).join(', ');
    return [
      latencyChart(times, percentiles, scale, width),
      h(
        'p',
        { class: 'caption' },
        `${said}, over ${plural(times.length, 'first delivery', 'first deliveries')}, also those that had to wait for a heal or a restart.`,
      ),
    ];
  });
}

interface Percentile {
  name: string;
  ms: number;
}

/** From the least to the most, in milliseconds. */
interface Scale {
  least: number;
  most: number;
  isLog: boolean;
}

function latencyChart(times: Float64Array, percentiles: readonly Percentile[], scale: Scale, width: number) {
  const { least, most, isLog } = scale;
  return Plot.plot({
    width,
    height: 240,
    marginTop: 34,
    marginLeft: 48,
    marginRight: 24,
    style: { background: 'transparent', fontSize: '12px' },
    ariaLabel: 'Distribution of latency',
    x: {
      type: isLog ? 'log' : 'linear',
      domain: [least * (isLog ? 0.9 : 1), most * 1.03],
      label: null,
      tickFormat: durationText,
      ticks: Math.max(2, Math.floor(width / 120)),
    },
    y: { label: '↑ deliveries', grid: true },
    marks: [
      Plot.rectY(binned(times, scale), {
        x1: 'x1',
        x2: 'x2',
        y: 'n',
        fill: 'var(--message)',
        insetLeft: 0.5,
        insetRight: 0.5,
        title: 'title',
      }),
      Plot.ruleX(percentiles, { x: 'ms', stroke: 'var(--ink)', strokeDasharray: '4,3' }),
      Plot.ruleY([0], { stroke: 'var(--ink)' }),
      Plot.text(labelled(percentiles, scale), {
        x: 'ms',
        text: 'name',
        frameAnchor: 'top',
        dy: -14,
        dx: -3,
        fill: 'var(--ink)',
        fontWeight: 'bold',
        textAnchor: 'end',
      }),
    ],
  });
}

/** Only those that have room; the caption names all. */
function labelled(percentiles: readonly Percentile[], { least, most, isLog }: Scale): Percentile[] {
  const place = (ms: number) =>
    isLog ? Math.log(ms / least) / Math.log(most / least) : (ms - least) / (most - least);
  return percentiles.filter(({ ms }, i) => {
    const before = percentiles[i - 1];
    return before === undefined || place(ms) - place(before.ms) > ROOM;
  });
}

function binned(times: Float64Array, { least, most, isLog }: Scale) {
  const place = (share: number) => (isLog ? least * (most / least) ** share : least + share * (most - least));
  const bins = Array.from({ length: BINS }, (_, i) => ({
    x1: place(i / BINS),
    x2: place((i + 1) / BINS),
    n: 0,
    title: '',
  }));
  let bin = 0;
  for (const ms of times) {
    while (bin < BINS - 1 && ms > (bins[bin]?.x2 ?? 0)) bin++;
    const into = bins[bin];
    if (into !== undefined) into.n++;
  }
  for (const each of bins) each.title = `${each.n} from ${durationText(each.x1)} to ${durationText(each.x2)}`;
  return bins.filter(({ n }) => n > 0);
}

export function trafficView(context: PageContext): PageView {
  const element = h('div', { class: 'chart' });
  return drawnAtWidth(element, (width) => {
    const { links } = context.model;
    const relayed = links.filter((link) => link.via !== 'direct' && offered(link) > 0);
    const byRelay = relayed.length > 0;
    const measure = byRelay ? offered : brought;
    const busiest = (byRelay ? relayed : links)
      .filter((link) => measure(link) > 0)
      .sort((one, other) => measure(other) - measure(one))
      .slice(0, BUSIEST);
    if (busiest.length === 0) return [h('p', { class: 'empty' }, 'No link carried anything.')];
    const bars = busiest.flatMap((link) =>
      byRelay ? relayBars(link) : [{ link: link.name, what: 'brought first', n: brought(link) }],
    );
    const chart = Plot.plot({
      width,
      height: busiest.length * 18 + 46,
      marginLeft: 96,
      marginRight: 24,
      style: { background: 'transparent', fontSize: '12px' },
      ariaLabel: 'Traffic of the busiest links',
      x: { label: byRelay ? 'datagrams →' : 'messages brought first →', grid: true },
      y: { domain: busiest.map(({ name }) => name), label: null },
      marks: [
        Plot.barX(bars, {
          x: 'n',
          y: 'link',
          fill: (d: { what: string }) => (d.what === 'dropped' ? 'var(--failed)' : 'var(--up)'),
          title: (d: { link: string; what: string; n: number }) => `${d.link}: ${d.n} ${d.what}`,
        }),
        Plot.axisY({
          tickSize: 0,
          tickFormat: (name: string) => (name.length > 14 ? `${name.slice(0, 13)}…` : name),
        }),
      ],
    });
    const which =
      links.length > busiest.length ? `The ${busiest.length} busiest of ${links.length} links. ` : '';
    const what = byRelay
      ? `Datagrams that ${busiest[0]!.via === 'router' ? 'the router' : 'relays'} let pass, and those that were dropped there.`
      : 'No link ran through a relay, so nobody counted datagrams: this is which links brought messages first.';
    return [chart, h('p', { class: 'caption' }, `${which}${what}`)];
  });
}

function relayBars(link: LinkTrack) {
  const gone = droppedOf(link.ab) + droppedOf(link.ba);
  return [
    { link: link.name, what: 'passed', n: Math.max(0, offered(link) - gone) },
    { link: link.name, what: 'dropped', n: gone },
  ];
}

export function droppedOf({ dropped }: Traffic): number {
  return Object.values(dropped).reduce((sum, n) => sum + n, 0);
}

function offered({ ab, ba }: LinkTrack): number {
  return ab.offered + ba.offered;
}

function brought({ ab, ba }: LinkTrack): number {
  return ab.first + ba.first;
}

function drawnAtWidth(element: HTMLElement, draw: (width: number) => Node[]): PageView {
  let width = 0;
  const refresh = () => fill(element, ...draw(Math.max(280, element.clientWidth || 600)));
  new ResizeObserver(() => {
    if (Math.abs(element.clientWidth - width) < 4) return;
    width = element.clientWidth;
    refresh();
  }).observe(element);
  return { element, isSlow: true, refresh };
}
