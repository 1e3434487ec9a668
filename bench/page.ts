/**
 * How large and how quick the report page of a large run is, as a program sees it that opens it in Chromium and clicks: the
 * run is made up in `test/harness/report/large.ts`, with 1,000 nodes and 100,000 lines by default. Medians of several opens, and
 * the least of each, which is nearest to what the page alone needs where others use the machine.
 *
 *     node tools/pinned-node/run.mjs bench/page.ts [--opens 5] [--nodes 1000] [--messages 95]
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { reportPage } from '../harness/report/page.ts';
import { launch } from '../test/harness/report/browser.ts';
import { aLargeJournal } from '../test/harness/report/large.ts';
import { aFailedRing, aLoss } from '../test/harness/report/results.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    opens: { type: 'string', default: '5' },
    nodes: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '95' },
  },
});

/** What is clicked, one after the other, and when the page has answered. */
const CLICKS: readonly [what: string, click: (page: Page) => Promise<unknown>, answered: string][] = [
  ['evidence', (page) => page.locator('.see a').first().click(), '.drawer .current'],
  ['its end', (page) => page.getByRole('button', { name: 'Close' }).click(), '.drawer[hidden]'],
  ['the graph, beside all nodes', clickBesideNodes, '.details .empty'],
  ['next node in the graph', (page) => page.locator('.graph').press('ArrowRight'), '.details h3'],
  ['tab Nodes', (page) => page.getByRole('tab', { name: 'Nodes' }).click(), '.table .name:text-is("n50")'],
  [
    'a row of the table',
    (page) => page.locator('.table .name', { hasText: /^n17$/ }).click(),
    '.details h3:text-is("Node n17")',
  ],
  [
    'sort by a column',
    (page) => page.getByRole('button', { name: 'Delivered' }).click(),
    'th[aria-sort="descending"]',
  ],
  [
    'another message',
    (page) => page.locator('#message').selectOption({ index: 40 }),
    '.spread:has-text("-1-40")',
  ],
  [
    'a moment of it',
    (page) => page.locator('.player input[type=range]').press('Home'),
    '.spread:has-text("has reached 0 of")',
  ],
  [
    'the other theme',
    (page) => page.getByRole('button', { name: 'Theme' }).click(),
    'html[data-theme="light"]',
  ],
];

function clickBesideNodes(page: Page): Promise<void> {
  return page.locator('.graph').click({ position: { x: 8, y: 8 } });
}

/** Milliseconds: of the opening from the navigation's start on, of clicks from just before each. */
type Measured = Map<string, number>;

async function measure(browser: Browser, url: string): Promise<Measured> {
  // Else the page scrolls gently to what is clicked, which takes as long as it takes.
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  page.setDefaultTimeout(0);
  const measured: Measured = new Map();
  const sinceNavigation = async (what: string) => {
    measured.set(what, await page.evaluate('performance.now()'));
  };
  // What the page's own thread needed, however busy the machine is.
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const noteThread = async (what: string) => {
    const { metrics } = await session.send('Performance.getMetrics');
    measured.set(what, 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0));
  };

  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('.see button').first().click();
  await page.locator('.details h3').waitFor();
  await frame(page);
  await sinceNavigation('opened, and a click on a finding answered');
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  await sinceNavigation('all drawn');
  await noteThread('the page’s thread until then, processor time');
  const painted = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN';
  measured.set('first paint', await page.evaluate(painted));
  for (const [what, click, answered] of CLICKS) {
    const beganMs = performance.now();
    await click(page);
    await page.waitForSelector(answered, { state: 'attached' });
    await frame(page);
    measured.set(`click: ${what}`, performance.now() - beganMs);
  }
  await page.close();
  return measured;
}

/** Until what was changed has been painted. */
async function frame(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

const journal = aLargeJournal(Number(values.nodes), Number(values.messages));
const beganMs = performance.now();
const html = await reportPage(aFailedRing([aLoss({ node: 'n9', evidence: [1000] })]), journal);
const madeMs = Math.round(performance.now() - beganMs);
const lines = journal.split('\n').length - 1;
console.log(`${lines} lines, page made in ${madeMs} ms, ${(html.length / 1e6).toFixed(2)} MB`);

const folder = await mkdtemp(join(tmpdir(), 'meshbed-bench-'));
const browser = await launch();
try {
  const path = join(folder, 'report.html');
  await writeFile(path, html);
  const all: Measured[] = [];
  for (let open = 0; open < Number(values.opens); open++)
    all.push(await measure(browser, pathToFileURL(path).href));
  console.log(`load ${loadavg()[0]?.toFixed(1)}; median, least, ms`);
  for (const what of all[0]?.keys() ?? []) {
    const ms = all.map((each) => each.get(what) ?? Number.NaN);
    console.log(
      `${median(ms).toFixed(0).padStart(6)} ${Math.min(...ms)
        .toFixed(0)
        .padStart(6)}  ${what}`,
    );
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
