/**
 * `report.html`: the page's code with the run's result and its whole journal embedded. One file that opens from disk and
 * asks no network for anything.
 *
 * Nothing that a peer said becomes code or markup. The data are compressed and written in base64, in which no tag can
 * begin; the page sets all text as text; and its policy runs no script but its own, known by its hash.
 */

import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { escapeXml } from '../common/xml.ts';
import { computeLayout } from '../graph/layout.ts';
import type { Header, JournalRecord } from '../journal/record.ts';
import { resultJson } from './json.ts';
import { BLOCK_LINES, type PageData, recordsForPage } from './page-data.ts';
import { pageTemplate } from './page-template.ts';
import { toPrintableLine } from './printable.ts';
import type { RunResult } from './result.ts';

const deflate = promisify(deflateRaw);

/**
 * `journal`: its text as it was written; a last line that was cut off is left out.
 * @throws MeshbedError when the page's code is not there, see `pageTemplate`.
 */
export async function reportPage(result: RunResult, journal: string): Promise<string> {
  const template = await pageTemplate();
  const lines = journal.split('\n');
  const records = lines.flatMap(recordOf);
  const { out: _, ...rest } = result;
  const data: PageData = {
    positions: computeLayout((records[0] as Header).topology),
    lineCount: records.length,
    ...recordsForPage(records),
  };
  const blocks: string[] = [];
  for (let from = 0; from < records.length; from += BLOCK_LINES) {
    blocks.push(await packed(lines.slice(from, Math.min(records.length, from + BLOCK_LINES)).join('\n')));
  }
  return fillPageTemplate(template, {
    title: escaped(`${result.name}: ${result.verdict}`),
    result: await packed(JSON.stringify(resultJson(rest))),
    data: await packed(JSON.stringify(data)),
    journal: blocks.join('\n'),
  });
}

/** The page of a mesh that is held: it is given the journal while it grows. */
export async function livePage(name: string): Promise<string> {
  const template = await pageTemplate('live');
  return fillPageTemplate(template, { title: escaped(`${name}: live`), result: '', data: '', journal: '' });
}

/** Puts the parts where the template has `<!--name-->`; text in them that looks like such a mark stays as it is. */
export function fillPageTemplate(template: string, parts: Record<string, string>): string {
  return template.replace(/<!--(\w+)-->/g, (mark, name: string) => parts[name] ?? mark);
}

/** None for what follows the last line break, and for a line that was cut off. */
function recordOf(line: string): JournalRecord[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

async function packed(text: string): Promise<string> {
  return (await deflate(text, { level: 9 })).toString('base64');
}

function escaped(text: string): string {
  return escapeXml(toPrintableLine(text));
}
