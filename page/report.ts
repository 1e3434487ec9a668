/**
 * The report: verdict and causes at once, then the rest part by part, so that the page answers from the first moment on.
 */

import { linesOf, readData, readResult } from './data.ts';
import { feed } from './model/feed.ts';
import { spreadOf } from './model/spread.ts';
import { mountPage, type Page } from './page.ts';
import { fill, h } from './view/dom.ts';

async function main(root: HTMLElement): Promise<void> {
  const result = await readResult();
  const data = painted().then(readData);
  const page = mountPage(root, result, linesOf(data));
  const { context } = page;
  context.positions = (await data).positions;
  feed(context.model, await data);
  lookAtSomething(page);
  await page.refresh();
  document.documentElement.dataset.ready = 'true';
}

/** When the verdict can be seen; soon in any case, since a page that is not shown is not painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 200);
  });
}

/** The first message that a finding is about, else the first of all. */
function lookAtSomething({ context }: Page): void {
  const { model, result, look } = context;
  const accused = result?.checks
    .flatMap((check) => check.findings)
    .find(({ message }) => message !== undefined && model.message(message) !== undefined);
  const message = accused?.message === undefined ? model.messages[0] : model.message(accused.message);
  if (message === undefined) look.atMs = Math.max(0, model.toMs);
  else Object.assign(look, { message: message.id, atMs: spreadOf(message).toMs });
  const node = accused?.node === undefined ? undefined : model.node(accused.node);
  if (node !== undefined) look.node = node.index;
}

const root = document.getElementById('page');
if (root !== null) {
  main(root).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    fill(root, h('p', { class: 'broken', role: 'alert' }, `This page cannot be shown: ${why}`));
  });
}
