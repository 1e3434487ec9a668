/**
 * The live page in a real browser: over a mesh that is held, one for all, and over journals that a test writes.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeldMesh, startHeldMesh } from '../../../harness/live/hold.ts';
import { plain } from '../../../harness/report/paint.ts';
import { makeRuntime } from '../../../harness/runtime/make.ts';
import { silent } from '../../../harness/scenario/progress.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { HUNG_MS } from '../../hung.ts';
import { trace } from '../check/trace.ts';
import { hasBrowser, launch } from '../report/browser.ts';
import { HOSTILE } from '../report/hostile.ts';
import { aLargeJournal } from '../report/large.ts';
import { JournalServer } from './journal-server.ts';

const TOPOLOGY = topologyFromObject({
  name: 'held',
  seed: 7,
  nodes: { count: 4 },
  links: { shape: 'ring' },
  peer: { keepalive: '200ms' },
  expect: { delivery: { within: '10s' }, settle: '100ms' },
});

/** Waits for a condition; how long that takes is a matter of the machine. */
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: HUNG_MS });

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await launch();
});
afterAll(() => browser?.close());

interface Opened extends AsyncDisposable {
  page: Page;
  complaints: string[];
}

async function open(url: string, options = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // What the server refuses, the browser says too.
    const isRefusal = message.text().includes('status of 400');
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

describe.runIf(hasBrowser)('a mesh that is held', () => {
  let out: string;
  let url = '';
  let opened: Opened;
  let holding: Promise<HeldMesh>;
  const input = new PassThrough();
  let said = '';

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'meshbed-held-'));
    const runtime = await makeRuntime('process');
    await new Promise<void>((up, failed) => {
      holding = startHeldMesh(TOPOLOGY, {
        runtime,
        file: 'held.yaml',
        out,
        port: 0,
        play: false,
        signal: new AbortController().signal,
        progress: silent,
        talk: { input, write: (text) => (said += text), screen: null, paint: plain },
        address: (address) => {
          url = address;
        },
        up,
      });
      holding.catch(failed);
    });
    opened = await open(url);
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    input.write('quit\n');
    await holding?.catch(() => {});
    await rm(out, { recursive: true });
  });

  const answer = () => opened.page.locator('.answer').innerText();
  const details = () => opened.page.locator('.details').innerText();
  const button = (name: string | RegExp) => opened.page.getByRole('button', { name, exact: true });
  async function type(line: string): Promise<void> {
    await opened.page.locator('#line').fill(line);
    await opened.page.keyboard.press('Enter');
  }
  /** With the keyboard alone, as anybody can. */
  async function choose(name: string): Promise<void> {
    const { page } = opened;
    await page.locator('.graph').focus();
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('ArrowRight');
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      if ((await page.locator('.details h3').innerText()) === `Node ${name}`) return;
    }
    throw new Error(`${name} cannot be reached by arrow keys`);
  }

  it('is drawn, and says that it is live', async () => {
    const { page } = opened;
    expect(await page.locator('h1').innerText()).toBe('held');
    expect(await page.locator('.connection').innerText()).toBe('● live');
    await eventually(() => page.locator('.live-facts').innerText()).toContain('4 of 4 nodes up');
  });

  it('takes a message at a node, and shows how it spreads', async () => {
    const { page } = opened;
    await choose('n1');
    await page.getByLabel('Message from n1').fill('hello');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('.spread').innerText()).toMatch(/^n1-1-1 from n1 .* 3 of 3 others/);
  });

  it('a node is paused, resumed, killed and started', async () => {
    await choose('n3');
    for (const [act, state] of [
      ['Pause n3', 'paused since'],
      ['Resume n3', 'up since'],
      ['Kill n3', 'down since'],
      ['Start n3', 'up since'],
    ] as const) {
      await button(act).click();
      await eventually(details).toContain(state);
    }
    expect(await button('Start n3').isDisabled()).toBe(true);
  });

  it('a link is cut one way, mended, made worse and cleared', async () => {
    const { page } = opened;
    await choose('n1');
    await button('n1–n2').click();
    await page.getByLabel('Which direction of the link').selectOption({ label: 'n1 → n2' });
    await button('Cut').click();
    await eventually(details).toContain('one way since');
    await button('Mend').click();
    await eventually(details).toContain('open since');
    await page.getByLabel('loss').fill('20%');
    await button('Set').click();
    await eventually(details).toContain('n1 → n2\nloss 20%');
    expect(await details()).toContain('n2 → n1\nno conditions');
    await button('Clear').click();
    await eventually(details).toContain('n1 → n2\nno conditions');
  });

  it('a line that is drawn across it parts it, and it is healed', async () => {
    const { page } = opened;
    await button(/Draw a partition/).click();
    const canvas = page.locator('.canvas');
    await canvas.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await canvas.boundingBox())!;
    await page.mouse.move(x + width / 2 - 3, y + 5);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + 3, y + height - 5, { steps: 4 });
    expect(await page.locator('.partition-hint').innerText()).toMatch(/^[123] \| [123] nodes$/);
    await page.mouse.up();
    await eventually(answer).toMatch(/partition \d \| \d: done/);
    await button('Heal').click();
    await eventually(answer).toContain('heal: done');
  });

  it('everything can be typed, and what is refused is said as in a file', async () => {
    await type('kill n9');
    await eventually(answer).toMatch(/`kill`: `n9` is no node[\s\S]*The nodes: n1, n2, n3, n4\./);
    await type('start n1');
    await eventually(answer).toMatch(/`start`: n1 already runs/);
    await type('inject n2 <script>alert(1)</script>');
    await eventually(() => opened.page.locator('.steps').innerText()).toContain('<script>alert(1)</script>');
    expect(opened.complaints).toEqual([]);
  });

  it('a moment that somebody looks at stays, until the newest is asked for', async () => {
    const { page } = opened;
    await page.locator('.steps button').first().click();
    await eventually(() => page.locator('.live-bar button').first().innerText()).toBe('Follow the newest');
    const line = Number(await page.locator('html').getAttribute('data-line'));
    const moment = await page.locator('.now').innerText();
    await eventually(async () =>
      Number(await page.locator('html').getAttribute('data-line')),
    ).toBeGreaterThan(line);
    expect(await page.locator('.now').innerText()).toBe(moment);
    await button('Follow the newest').click();
    await eventually(() => page.locator('.now').innerText()).not.toBe(moment);
  });

  it('has its lines as evidence, and a verdict so far', async () => {
    const { page } = opened;
    await page.evaluate('location.hash = "line-1"');
    await eventually(() => page.locator('.drawer .current').innerText()).toContain('"type": "header"');
    await page.keyboard.press('Escape');
    await button('Verdict so far').click();
    await eventually(() => page.locator('dialog').innerText()).toContain('the mesh is still held');
    await page.keyboard.press('Escape');
  });

  it('another window sees all of it, also on a phone and in the dark', async () => {
    await using other = await open(url, { viewport: { width: 375, height: 800 }, colorScheme: 'dark' });
    await eventually(() => other.page.locator('.steps').innerText()).toContain('kill n3');
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    expect(other.complaints).toEqual([]);
  });

  it('what was done can be saved, the prompt does the same acts, and the page gets the end', async () => {
    const { page } = opened;
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as YAML' }).click();
    const path = await (await saved).path();
    expect(await readFile(path, 'utf8')).toMatch(/pause: n3[\s\S]*heal: all[\s\S]*<script>/);
    input.write('inject n4 from the prompt\nmessages\nquit\n');
    const { how, scenario } = await holding;
    expect(how).toBe('quit');
    expect(said).toMatch(/inject “from the prompt” from n4[\s\S]*from n2 at .*: \d of 3 others/);
    expect(await readFile(scenario ?? '', 'utf8')).toContain('inject: from the prompt');
    await eventually(() => page.locator('.connection').innerText()).toBe('■ ended');
    expect(await page.locator('.ended-with').innerText()).toMatch(/^interrupted: held — /);
    expect(await page.locator('.ended-with').innerText()).toContain('Nothing more can be done to it');
    await choose('n1');
    for (const name of ['Kill n1', 'Inject', 'Do it', 'Verdict so far', /Draw a partition/])
      expect(await button(name).isDisabled()).toBe(true);
    expect(await page.locator('#line').isDisabled()).toBe(true);
    for (const name of ['Theme: auto', 'n1–n2']) expect(await button(name).isDisabled()).toBe(false);
  });
});

describe.runIf(hasBrowser)('the page of a journal that grows', () => {
  const textOf = (records: readonly unknown[]) =>
    `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;

  it('lets no name and no payload become code or markup', async () => {
    const records = JSON.parse(
      JSON.stringify(trace('a-b', '1000 inject a m\n1001 deliver b m via a\n2000 kill b\n9000 end')),
      (_key, value) => (value === 'b' ? HOSTILE[0] : value === 'm' ? HOSTILE[2] : value),
    );
    await using live = await JournalServer.open({ ...TOPOLOGY, name: HOSTILE[1] ?? '' });
    await live.write(textOf(records));
    await using opened = await open(live.server.url);
    const { page, complaints } = opened;
    for (const name of ['Nodes', 'Links', 'Steps']) await page.getByRole('tab', { name }).click();
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await page.locator('.table .name').last().click();
    await eventually(() => page.locator('.details h3').innerText()).toBe(`Node ${HOSTILE[0]}`);
    expect(await page.evaluate('document.querySelectorAll("main :is(img, iframe, script)").length')).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('offers to take a container off its network, and to bring it back', async () => {
    const records = trace('a-b', '9000 end').slice(0, -1);
    const header = { ...records[0], runtime: 'docker' };
    await using live = await JournalServer.open(TOPOLOGY);
    await live.write(textOf([header, ...records.slice(1)]));
    await using opened = await open(live.server.url);
    const { page } = opened;
    await page.getByRole('tab', { name: 'Nodes' }).click();
    await page.locator('.table .name', { hasText: /^a$/ }).click();
    const can = async () => ({
      disconnect: await page.getByRole('button', { name: 'Disconnect a', exact: true }).isEnabled(),
      reconnect: await page.getByRole('button', { name: 'Reconnect a', exact: true }).isEnabled(),
    });
    await eventually(can).toEqual({ disconnect: true, reconnect: false });
    const step = { index: 0, atMs: 3000, verb: 'disconnect', nodes: ['a'] };
    const record = { type: 'step', at: 3000, index: 0, verb: 'disconnect', text: 'disconnect a', step };
    await live.write(textOf([record]));
    await eventually(can).toEqual({ disconnect: false, reconnect: true });
  });

  it('draws a thousand nodes', async () => {
    const journal = aLargeJournal(1000, 12);
    await using live = await JournalServer.open(JSON.parse(journal.split('\n', 1).join('')).topology);
    await live.write(journal);
    await using opened = await open(live.server.url);
    const lines = journal.split('\n').length - 1;
    await eventually(() => opened.page.locator('html').getAttribute('data-line')).toBe(String(lines));
    await eventually(() => opened.page.locator('.spread').innerText()).toMatch(/has reached 99\d of 999/);
    expect(opened.complaints).toEqual([]);
  });
});
