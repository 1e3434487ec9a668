/**
 * A real browser for tests of pages: Debian's Chromium, driven by playwright-core. `CHROMIUM` names another.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { hasProgram } from './tools.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Decided while tests are collected, so that a missing browser is a skip and not a failure. */
export const hasBrowser = hasProgram(CHROMIUM);

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

export interface Opened {
  page: Page;
  /** What the page asked for, its own file left out. */
  requests: string[];
  /** Errors and warnings on its console, uncaught errors, dialogs. */
  complaints: string[];
}

/** Pages in a directory of their own, opened from disk, one at a time. */
export class Bench implements AsyncDisposable {
  private readonly browser: Browser;
  private readonly folder: string;
  private last: BrowserContext | null = null;

  private constructor(browser: Browser, folder: string) {
    this.browser = browser;
    this.folder = folder;
  }

  static async make(): Promise<Bench> {
    return new Bench(await launch(), await mkdtemp(join(tmpdir(), 'meshbed-page-')));
  }

  async open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const path = join(this.folder, 'report.html');
    await writeFile(path, html);
    const url = pathToFileURL(path).href;
    await this.last?.close();
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    this.last = context;
    // The tests have their own time limit, and a busy machine is no failure.
    context.setDefaultTimeout(0);
    const page = await context.newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', async (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    return { page, requests, complaints };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
