/**
 * How soon a mesh that is held is on its live page, and how long an event takes to it: medians and the worst of five meshes.
 * `--short` is one mesh of five nodes, and three messages.
 *
 *     node tools/pinned-node/run.mjs bench/live.ts [--short] [--nodes N] [--runtime process|docker]
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import type { JournalRecord } from '../harness/journal/record.ts';
import { startHeldMesh } from '../harness/live/hold.ts';
import { plain } from '../harness/report/paint.ts';
import { silent } from '../harness/scenario/progress.ts';
import { topologyFromObject } from '../harness/topology/load.ts';
import { launch } from '../test/harness/report/browser.ts';
import { median } from './median.ts';
import { runtimeOf } from './runtimes.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    nodes: { type: 'string' },
    runtime: { type: 'string', default: 'process' },
  },
});
const [meshes, messages] = values.short ? [1, 3] : [5, 20];
const count = Number(values.nodes ?? (values.short ? 5 : 10));
const shape = count > 50 ? { shape: 'small-world', degree: 4 } : { shape: 'ring' };
const topology = topologyFromObject({ name: 'bench', seed: 7, nodes: { count }, links: shape });

interface Measured {
  /** From `up` to the first drawn graph, and until all nodes were ready. Milliseconds. */
  drawnMs: number;
  readyMs: number;
  /** From an event's own time to the frame in which the page shows it. Milliseconds. */
  eventMs: number[];
}

async function measure(browser: Browser): Promise<Measured> {
  const out = await mkdtemp(join(tmpdir(), 'meshbed-bench-live-'));
  const input = new PassThrough();
  const page = await browser.newPage();
  let graph: Promise<number> | null = null;
  let up: (atMs: number) => void = () => {};
  const isUp = new Promise<number>((resolve) => {
    up = resolve;
  });
  const beganMs = performance.now();
  const runtime = await runtimeOf(values.runtime);
  const holding = startHeldMesh(topology, {
    runtime,
    file: 'bench.yaml',
    out,
    port: 0,
    play: false,
    signal: new AbortController().signal,
    progress: silent,
    talk: { input, write: () => {}, screen: null, paint: plain },
    address: (url) => {
      graph = page
        .goto(url, { timeout: 0 })
        .then(() => page.waitForSelector('html[data-ready]', { state: 'attached', timeout: 0 }))
        .then(() => performance.now());
    },
    up: () => up(performance.now()),
  });
  await Promise.race([isUp, holding]);
  const [readyMs, drawnMs] = await Promise.all([isUp, graph]);
  await page.evaluate(WATCH);
  for (let i = 0; i < messages; i++) {
    const line = await page.evaluate('document.documentElement.dataset.line');
    input.write(`inject n1 hello ${i}\n`);
    await page.evaluate(`reached(${Number(line) + count})`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const shown = (await page.evaluate('shown')) as [line: number, atMs: number][];
  input.write('quit\n');
  await holding;
  await page.close();
  const lines = (await readFile(join(out, 'journal.ndjson'), 'utf8')).trim().split('\n');
  await rm(out, { recursive: true });
  return {
    drawnMs: (drawnMs ?? Number.NaN) - beganMs,
    readyMs: readyMs - beganMs,
    eventMs: delays(lines, shown),
  };
}

/** Notes when a frame that shows more lines has been drawn. The page's policy evaluates nothing later on. */
const WATCH = `
  var reached = async (line) => {
    while (Number(document.documentElement.dataset.line) < line) await new Promise(requestAnimationFrame);
  };
  var shown = [];
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(() =>
    shown.push([Number(document.documentElement.dataset.line), performance.timeOrigin + performance.now()])
  ))).observe(document.documentElement, { attributeFilter: ['data-line'] });
`;

/** Of each delivery that came while the page watched. */
function delays(lines: readonly string[], shown: readonly [line: number, atMs: number][]): number[] {
  const first = shown[0]?.[0] ?? Infinity;
  return lines.flatMap((text, i) => {
    const record: JournalRecord = JSON.parse(text);
    if (record.type !== 'event' || record.event.type !== 'delivered' || i + 1 <= first) return [];
    const seen = shown.find(([line]) => line >= i + 1);
    return seen === undefined ? [] : [seen[1] - record.event.t];
  });
}

const ms = (value: number) => `${value.toFixed(0)} ms`;

const browser = await launch();
try {
  const measured: Measured[] = [];
  for (let i = 0; i < meshes; i++) {
    const one = await measure(browser);
    measured.push(one);
    console.log(
      `  mesh ${i + 1}: drawn after ${ms(one.drawnMs)}, nodes ready after ${ms(one.readyMs)}; ${one.eventMs.length} events on the page after ${ms(median(one.eventMs))}, at most ${ms(Math.max(...one.eventMs))}`,
    );
  }
  const worst = measured.map(({ eventMs }) => Math.max(...eventMs));
  console.log(
    `${count} nodes, ${values.runtime}, medians of ${meshes}: drawn after ${ms(median(measured.map(({ drawnMs }) => drawnMs)))}, nodes ready after ${ms(median(measured.map(({ readyMs }) => readyMs)))}; an event on the page after ${ms(median(measured.map(({ eventMs }) => median(eventMs))))}, the worst of a mesh after ${ms(median(worst))}`,
  );
} finally {
  await browser.close();
}
