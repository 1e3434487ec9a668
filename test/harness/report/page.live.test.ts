/**
 * The report page in a real browser, used as a reader would: by looking, clicking and typing.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesOnPicture } from '../../../harness/graph/layout.ts';
import type { JournalRecord } from '../../../harness/journal/record.ts';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import { fillPageTemplate, reportPage } from '../../../harness/report/page.ts';
import type { Topology } from '../../../harness/topology/topology.ts';
import { HUNG_MS } from '../../hung.ts';
import { trace } from '../check/trace.ts';
import { Bench, hasBrowser } from './browser.ts';
import { HOSTILE } from './hostile.ts';
import { aLargeJournal } from './large.ts';
import { aFailedRing, aLoss } from './results.ts';

const textOf = (records: readonly unknown[]) =>
  `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;

/** A square in which `d` never gets m2, `b` is killed, and `a–d` is cut. */
function aFailedRun(): JournalRecord[] {
  return trace(
    'a-b b-c c-d a-d',
    `1000 inject a m1
     1010 deliver b m1 via a
     1012 deliver d m1 via a
     1020 deliver c m1 via b
     2000 inject c m2
     2010 deliver b m2 via c
     2015 deliver a m2 via b
     6000 cut a d
     6000 cut d a
     7000 kill b
     7600 down a b silent
     20000 end`,
  );
}

const pageOf = (records: readonly JournalRecord[]) =>
  reportPage(judgeRecords(records, { file: 'square.yaml' }), textOf(records));

it('marks in what is filled in stay as they are', () => {
  expect(fillPageTemplate('<!--a--> <!--b-->', { a: '<!--b-->$&', b: '2' })).toBe('<!--b-->$& 2');
});

/** Waits for a condition; how long that takes is a matter of the machine. */
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: HUNG_MS });

describe.runIf(hasBrowser)('the report page', () => {
  let bench: Bench;
  let html: string;
  beforeAll(async () => {
    [bench, html] = await Promise.all([Bench.make(), pageOf(aFailedRun())]);
  });
  afterAll(() => bench?.[Symbol.asyncDispose]());

  it('opens from disk, asks no network for anything, and complains of nothing', async () => {
    const { page, requests, complaints } = await bench.open(html);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('trace: failed');
  });

  it('says the verdict and its cause first, and leads to the evidence', async () => {
    const { page } = await bench.open(html);
    expect(await page.locator('h1').textContent()).toMatch(/^failed: trace — d never got m2/);
    expect(await page.locator('.findings > li').first().textContent()).toContain('consistent with');
    await page.locator('.see a').first().click();
    const line = Number(/\d+/.exec(await page.locator('.drawer h2').innerText())?.[0]);
    const record = JSON.parse(await page.locator('.drawer .current pre').innerText());
    expect(record).toEqual(JSON.parse(JSON.stringify(aFailedRun()[line - 1])));
    await page.keyboard.press('Escape');
    expect(await page.locator('.drawer').isVisible()).toBe(false);
  });

  it('shows a finding in the mesh, at its moment, with who is accused and the message', async () => {
    const { page } = await bench.open(html);
    await page.locator('.see button').first().click();
    await page.locator('.details h3').waitFor();
    expect(await page.locator('.details h3').innerText()).toBe('Node d');
    expect(await page.locator('.details').innerText()).toContain('never delivered');
    expect(await page.locator('#message').inputValue()).toBe('m2');
  });

  it('plays how a message spread', async () => {
    const { page } = await bench.open(html);
    await page.locator('#message').selectOption('m1');
    await eventually(() => page.locator('.spread').innerText()).toContain('has reached 3 of 3 others');
    await page.locator('.player input[type=range]').focus();
    await page.keyboard.press('Home');
    await eventually(() => page.locator('.spread').innerText()).toContain('has reached 0 of 3 others');
    await page.locator('.play').click();
    await eventually(() => page.locator('.spread').innerText()).toContain('has reached 3 of 3 others');
  });

  it('shows nodes and links in their state at the moment', async () => {
    const { page } = await bench.open(html);
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await page.locator('.table .name', { hasText: /^b$/ }).click();
    await eventually(() => page.locator('.details').innerText()).toContain('up since 0.000 s');
    await page.getByRole('button', { name: 'Whole run' }).click();
    await page.locator('.player input[type=range]').press('End');
    await eventually(() => page.locator('.details').innerText()).toMatch(
      /down since 7\.000 s, line \d+[\s\S]*1 neighbour since 7\.600 s/,
    );
    await page.getByRole('tab', { name: 'Links' }).click();
    await page.locator('.table .name', { hasText: /^a–d$/ }).click();
    await eventually(() => page.locator('.details').innerText()).toContain('cut since 6.000 s');
  });

  it('tells of the node and the link that are clicked in the graph', async () => {
    const { page } = await bench.open(await pageOf(trace('a-b', '9000 end')));
    const graph = page.locator('.graph');
    await graph.scrollIntoViewIfNeeded();
    const { width, height } = (await graph.boundingBox())!;
    const [a, b] = placesOnPicture({
      nodes: [{ name: 'a' }, { name: 'b' }],
      links: [{ a: 'a', b: 'b' }],
    } as Topology);
    // The two are drawn as large as pleasant, with the middle of their link in the middle.
    const zoom = 1.7;
    const offset = { x: (zoom * (b!.x - a!.x)) / 2, y: (zoom * (b!.y - a!.y)) / 2 };
    const told = async (along: number) => {
      const position = { x: width / 2 + along * offset.x, y: height / 2 + along * offset.y };
      await graph.click({ position });
      return page.locator('.details').innerText();
    };
    await eventually(() => told(0)).toContain('Link a–b');
    await eventually(() => told(-1)).toContain('Node a');
    await eventually(() => told(1)).toContain('Node b');
    await eventually(() => told(2)).toContain('Click a node or a link');
  });

  it('sorts and filters its tables', async () => {
    const { page } = await bench.open(html);
    const firsts = () => page.locator('.table tbody tr td:first-child').allInnerTexts();
    expect(await firsts()).toEqual(['m1', 'm2']);
    await page.getByRole('button', { name: 'At', exact: true }).click();
    expect(await firsts()).toEqual(['m2', 'm1']);
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    await page.getByPlaceholder('Filter').fill('m1');
    expect(await firsts()).toEqual(['m1']);
  });

  it('is used with the keyboard alone', async () => {
    const { page } = await bench.open(html);
    await page.locator('.graph').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    const first = await page.locator('.details h3').innerText();
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator('.details h3').innerText()).not.toBe(first);
    await page.getByRole('tab', { name: 'Messages' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[role=tab][aria-selected=true]').innerText()).toBe('Nodes');
  });

  it('has a line of its own, and a link to it', async () => {
    const { page } = await bench.open(html);
    await page.evaluate('location.hash = "line-1"');
    await eventually(() => page.locator('.drawer .current').innerText()).toContain('"type": "header"');
    await page.evaluate('location.hash = "line-999"');
    await eventually(() => page.locator('.drawer').innerText()).toMatch(/has only \d+ lines/);
  });

  it('fits a phone, is dark where the system is, and prints without its controls', async () => {
    const { page } = await bench.open(html, { viewport: { width: 375, height: 800 }, colorScheme: 'dark' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await background()).toBe('rgb(20, 23, 26)');
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    expect(await page.locator('nav.top').isVisible()).toBe(false);
    expect(await page.locator('.play').isVisible()).toBe(false);
  });

  it('has the graph drawn when it is printed, though nobody has scrolled to it, and in light colours', async () => {
    const { page } = await bench.open(html, { viewport: { width: 1280, height: 300 }, colorScheme: 'dark' });
    const inked = (colour: string) =>
      page.evaluate(`(() => {
        const canvas = document.querySelector('.graph canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const [r, g, b] = ${JSON.stringify(colour)}.match(/../g).map((hex) => parseInt(hex, 16));
        return data.some((_, i) => i % 4 === 0 && data[i] === r && data[i + 1] === g && data[i + 2] === b);
      })()`);
    expect(await inked('4fb3ee')).toBe(true);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await inked('0072b2')).toBe(true);
  });

  it('lets no name and no payload become code or markup', async () => {
    const renamed = JSON.parse(
      textOf(aFailedRun())
        .trim()
        .split('\n')
        .reduce((all, line) => `${all === '' ? '[' : `${all},`}${line}`, '')
        .concat(']'),
      (_key, value) => (value === 'd' ? HOSTILE[0] : value === 'm2' ? HOSTILE[2] : value),
    );
    const findings = HOSTILE.map((text) =>
      aLoss({ text, cause: [text], node: HOSTILE[0] as string, message: HOSTILE[2] as string }),
    );
    const result = aFailedRing(findings, {
      name: HOSTILE[3] as string,
      file: HOSTILE[0] as string,
      endText: HOSTILE[1] as string,
      end: 'broken',
    });
    const { page, requests, complaints } = await bench.open(await reportPage(result, textOf(renamed)));
    await page.getByRole('button', { name: /^Show \d+ more/ }).click();
    await page.locator('.see button').first().click();
    for (const name of ['Nodes', 'Links', 'Steps']) await page.getByRole('tab', { name }).click();
    expect(await page.locator('.findings').innerText()).toContain(HOSTILE[1]);
    await eventually(() => page.locator('.details h3').innerText()).toBe(`Node ${HOSTILE[0]}`);
    expect(await page.evaluate('document.querySelectorAll("main :is(img, iframe, script)").length')).toBe(0);
    // Result, data, journal and the code: the page's own.
    expect(await page.evaluate('document.scripts.length')).toBe(4);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('has something to say where nothing happened', async () => {
    const records = trace('a-b', '9000 end');
    const { page, complaints } = await bench.open(await pageOf(records));
    expect(complaints).toEqual([]);
    expect(await page.locator('#page').innerText()).toMatch(
      /No message was injected[\s\S]*No message was delivered[\s\S]*No link carried anything/,
    );
  });

  it('of a journal that was cut off says so', async () => {
    const text = textOf(aFailedRun());
    const result = judgeRecords(aFailedRun().slice(0, -1), {
      cut: { text: 'the journal breaks off in line 30' },
    });
    const { page } = await bench.open(await reportPage(result, text.slice(0, -30)));
    expect(await page.locator('.ended').innerText()).toBe('Ended: the journal breaks off in line 30.');
  });

  it('shows a thousand nodes, and answers', async () => {
    const journal = aLargeJournal(1000, 12);
    const { page, complaints } = await bench.open(
      await reportPage(aFailedRing([aLoss({ node: 'n9' })]), journal),
    );
    await page.locator('.table .name').nth(3).click();
    await eventually(() => page.locator('.spread').innerText()).toMatch(/has reached 99\d of 999 others/);
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await page.getByRole('button', { name: /Show 200 more of 950/ }).click();
    expect(await page.locator('.table tbody tr').count()).toBe(250);
    expect(complaints).toEqual([]);
  });
});
