/**
 * How large and how quick the report page of a large run is: `node tools/pinned-node/run.mjs bench/page.ts [nodes] [messages]`.
 * Made up in `test/harness/report/large.ts`, with 1,000 nodes and 100,000 lines by default.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportPage } from '../harness/report/page.ts';
import { launch } from '../test/harness/report/browser.ts';
import { aLargeJournal } from '../test/harness/report/large.ts';
import { aFailedRing, aLoss } from '../test/harness/report/results.ts';

const [nodes = 1000, messages = 95] = process.argv.slice(2).map(Number);
const journal = aLargeJournal(nodes, messages);
let sinceMs = performance.now();
const took = () => {
  const ms = Math.round(performance.now() - sinceMs);
  sinceMs = performance.now();
  return `${ms} ms`;
};
const html = await reportPage(aFailedRing([aLoss({ node: 'n9', evidence: [1000] })]), journal);
console.log(
  `${journal.split('\n').length - 1} lines, page made in ${took()}, ${(html.length / 1e6).toFixed(2)} MB`,
);

const folder = await mkdtemp(join(tmpdir(), 'meshbed-bench-'));
const browser = await launch();
try {
  const path = join(folder, 'report.html');
  await writeFile(path, html);
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  // What the page's own thread needed, however busy the machine is.
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpu = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return `${Math.round(1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0))} ms of its thread so far`;
  };
  took();
  await page.goto(pathToFileURL(path).href, { waitUntil: 'commit' });
  await page.waitForSelector('h1');
  console.log(`verdict after ${took()}, ${await cpu()}`);
  await page.locator('.see a').first().click();
  await page.locator('.drawer .current').waitFor();
  console.log(`a click on evidence answered ${took()} later, ${await cpu()}`);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  console.log(`all drawn ${took()} later, ${await cpu()}`);
  for (const selector of ['.see button', '.tabs button:nth-child(2)', '.table .name']) {
    took();
    await page.locator(selector).first().click();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    console.log(`a click on ${selector} answered in ${took()}, ${await cpu()}`);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
