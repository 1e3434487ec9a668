/**
 * `report.html`: the page's code with the run's result and its whole journal embedded. One file that opens from disk and
 * asks no network for anything.
 *
 * Nothing that a peer said becomes code or markup. Both texts are compressed and written in base64, in which no tag can
 * begin; the page sets all text as text; and its policy runs no script but its own, known by its hash.
 */

import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { Header } from '../journal/record.ts';
import { resultJson } from './json.ts';
import { layoutOf } from './layout.ts';
import { pageTemplate } from './page-template.ts';
import { printable } from './printable.ts';
import type { RunResult } from './result.ts';

const deflate = promisify(deflateRaw);

/** What the page is given beside the journal; `page/report.ts` reads it. */
export interface PageData {
  result: Record<string, unknown>;
  /** Where each node is drawn, in the topology's order: x, y, x, y, … */
  positions: number[];
}

/** @throws MeshbedError when the page's code is not there, see `pageTemplate`. */
export async function reportPage(result: RunResult, journal: string): Promise<string> {
  const template = await pageTemplate();
  const { out: _, ...rest } = result;
  const data: PageData = { result: resultJson(rest), positions: positionsOf(journal) };
  return fill(template, {
    title: escaped(`${result.name}: ${result.verdict}`),
    result: await packed(JSON.stringify(data)),
    journal: await packed(journal),
  });
}

/** Puts the parts where the template has `<!--name-->`; text in them that looks like such a mark stays as it is. */
export function fill(template: string, parts: Record<string, string>): string {
  return template.replace(/<!--(\w+)-->/g, (mark, name: string) => parts[name] ?? mark);
}

async function packed(text: string): Promise<string> {
  return (await deflate(text, { level: 9 })).toString('base64');
}

function positionsOf(journal: string): number[] {
  const { topology } = JSON.parse(journal.slice(0, journal.indexOf('\n'))) as Header;
  const index = new Map(topology.nodes.map(({ name }, i) => [name, i]));
  const links = topology.links.map(({ a, b }) => [index.get(a) ?? 0, index.get(b) ?? 0] as const);
  return layoutOf(topology.nodes.length, links).flatMap(({ x, y }) => [x, y]);
}

export function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return printable(text).replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
