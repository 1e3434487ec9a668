/**
 * What the report's file carries: base64 of raw deflate, in script elements that are no scripts. The verdict stands before the
 * page's code and the rest behind it, so that the code can show the one while the browser reads the other.
 */

import { BLOCK_LINES, type PageData } from '../harness/report/page-data.ts';
import type { Lines, ResultJson } from './model/context.ts';

export async function readResult(): Promise<ResultJson> {
  return JSON.parse(await unpack(textOf('result')));
}

export async function readData(): Promise<PageData> {
  await wholeDocument();
  return JSON.parse(await unpack(textOf('data')));
}

/** Lines of the journal as the run wrote them; a block of them is unpacked when the first of it is looked at. */
export function linesOf(data: Promise<PageData>): Lines {
  const blocks = new Map<number, Promise<string[]>>();
  let packed: string[] | null = null;
  return {
    count: async () => (await data).lineCount,
    async text(line) {
      const { lineCount } = await data;
      if (line < 1 || line > lineCount) return undefined;
      const number = Math.floor((line - 1) / BLOCK_LINES);
      packed ??= textOf('journal').split('\n');
      const block = blocks.get(number) ?? unpack(packed[number] ?? '').then((text) => text.split('\n'));
      blocks.set(number, block);
      return (await block)[(line - 1) % BLOCK_LINES];
    },
  };
}

function wholeDocument(): Promise<void> {
  return new Promise((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve());
  });
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent?.trim() ?? '';
}

async function unpack(encoded: string): Promise<string> {
  const binary = atob(encoded);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}
