/**
 * Values that win over those in a file: `--set links.loss=5%`, and the cells of a sweep. A path leads into the YAML as it
 * is written, from key to key; items of lists count from 0: `steps.2.inject.count`.
 *
 * A path that is not written is taken where the format, or the bundled peer, knows it there, so that `links.loss` can be
 * set in a file whose links lose nothing. Anything else is a mistake: an option could be misspelt.
 */

import { z } from 'zod';
import { root as rootSchema } from './file-schema.ts';
import { schemaAt } from './schema/parts.ts';
import { FILE_SECTIONS } from './schema/sections.ts';
import type { Validation } from './schema/validate.ts';
import { didYouMean } from './text/nearest.ts';
import { Problems } from './text/problems.ts';
import {
  type Path,
  type Placed,
  placedSource,
  type SourcePlace,
  type SourceText,
  valueAt,
} from './text/source.ts';
import { describeValue } from './text/units.ts';
import { parseYaml } from './text/yaml.ts';

export interface Setting {
  /** `links.loss`. */
  path: string;
  /** As one would write it in the file. */
  value: string;
}

/** `links.loss=5%`. */
export function settingText({ path, value }: Setting): string {
  return `${path}=${value}`;
}

export interface Settled {
  file: string;
  /** From where its paths go. */
  folder: string;
  root: Placed;
  settings: readonly Setting[];
  /** Where a setting is written, if not where its path leads. */
  placeOf?: (setting: Setting) => SourcePlace | undefined;
}

/** The source with the values in their places; what is wrong with a path is said where the path ends. */
export function withSettings(settled: Settled, problems: Problems): SourceText {
  const { file, folder, root, settings, placeOf = () => undefined } = settled;
  let placed = root;
  const set: { path: Path; setting: Setting }[] = [];
  for (const setting of settings) {
    const source = placedSource(file, placed, folder);
    const at = placeOf(setting);
    const context = { source: at === undefined ? source : { ...source, place: () => at }, problems };
    const path = findPath(context, placed, setting);
    const value = path === null ? null : readValue(context, path, setting);
    if (path === null || value === null) continue;
    placed = replaced(placed, path, value);
    set.push({ path, setting });
  }
  return { ...placedSource(file, placed, folder), prefix: (path) => prefixOf(path, set) };
}

/** An error in a value that was set is not in the line that it replaces. */
function prefixOf(path: Path, set: readonly { path: Path; setting: Setting }[]): string {
  const by = set.filter((one) => one.path.every((step, i) => step === path[i]));
  return by.map(({ setting }) => `with \`${settingText(setting)}\`: `).join('');
}

/** Null where the path leads nowhere, which has then been reported. */
function findPath(context: Validation, root: Placed, setting: Setting): Path | null {
  const path = stepsOf(root, setting.path.split('.'));
  const wrong = (at: Path, text: string, fix: string) => {
    context.problems.at(context.source, at, `no \`${setting.path}\`: ${text}`, fix);
    return null;
  };
  if ((FILE_SECTIONS as readonly unknown[]).includes(path[0]))
    return wrong([], `\`${path[0]}\` is read before values are set`, 'Write it in the file.');
  for (let i = 0; i < path.length; i++) {
    const here = path.slice(0, i);
    const step = path[i] as string | number;
    const found = valueAt(root.value, here);
    if (valueAt(root.value, [...here, step]) !== undefined) continue;
    if (Array.isArray(found)) {
      const text = `${nameOf(here)} is a list of ${found.length}`;
      return wrong(here, text, `Its items are 0 to ${found.length - 1}.`);
    }
    if (typeof found !== 'object' || found === null) {
      return wrong(here, `${nameOf(here)} is ${describeValue(found)}`, 'Write it as a map first.');
    }
    if (isKnown(root, path)) return path;
    return wrong(here, `${nameOf(here)} has no \`${step}\``, cure(root, here, String(step)));
  }
  return path;
}

/** A key may hold dots, as a node's name may: the shortest that is there is meant. Numbers lead into lists. */
function stepsOf(root: Placed, words: readonly string[]): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let i = 0; i < words.length; i++) {
    const found = valueAt(root.value, steps);
    const word = words[i] as string;
    if (Array.isArray(found) && /^\d+$/.test(word)) {
      steps.push(Number(word));
      continue;
    }
    let key = word;
    for (let end = i + 1; end <= words.length; end++) {
      const longer = words.slice(i, end).join('.');
      if (valueAt(root.value, [...steps, longer]) === undefined) continue;
      key = longer;
      i = end - 1;
      break;
    }
    steps.push(key);
  }
  return steps;
}

/** Whether there is a word for what the path ends with; maps with keys of one's own know none. */
function isKnown(root: Placed, path: Path): boolean {
  const there = replaced(root, path, { value: null, at: root.at, size: 1 }).value;
  const around = schemaAt(rootSchema, path.slice(0, -1), there);
  return !(around instanceof z.ZodRecord) && schemaAt(rootSchema, path, there) !== undefined;
}

function cure(root: Placed, here: Path, key: string): string {
  const written = Object.keys(valueAt(root.value, here) as object);
  const schema = schemaAt(rootSchema, here, root.value);
  const ofSchema = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const there = written.length === 0 ? 'Nothing is written there.' : `Written there: ${written.join(', ')}.`;
  return `${didYouMean(key, [...written, ...ofSchema])}${there} To set something else, write it there first.`;
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
}

/** The value, as YAML reads it, at the place of what it replaces; null when it is none, which has then been reported. */
function readValue({ source, problems }: Validation, path: Path, setting: Setting): Placed | null {
  const own = new Problems(source.file);
  const value = setting.value.trim() === '' ? null : parseYaml(setting.value, own);
  if (value !== null && !own.any) return movedTo(source.place(path), value);
  const fix = 'Write a value as it would stand in the file, like `5%`, `10` or `[n1, n2]`.';
  problems.at(source, path, `\`${settingText(setting)}\` gives no value`, fix);
  return null;
}

function movedTo(at: SourcePlace, placed: Placed): Placed {
  const moved: Placed = { ...placed, at };
  if (placed.items !== undefined) moved.items = placed.items.map((item) => movedTo(at, item));
  if (placed.entries !== undefined) {
    moved.entries = new Map(
      [...placed.entries].map(([key, { value }]) => [key, { key: at, value: movedTo(at, value) }]),
    );
  }
  return moved;
}

/** A copy in which the value stands at the path; maps that are missing on the way are made. */
function replaced(placed: Placed, path: Path, value: Placed): Placed {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items = (placed.items ?? []).map((item, i) => (i === step ? replaced(item, rest, value) : item));
    return { ...placed, value: items.map((item) => item.value), items };
  }
  const before = placed.entries?.get(step);
  const missing: Placed = { value: Object.create(null), at: placed.at, size: 1, entries: new Map() };
  const entry = { key: before?.key ?? placed.at, value: replaced(before?.value ?? missing, rest, value) };
  const entries = new Map(placed.entries).set(step, entry);
  const values = Object.assign(Object.create(null), placed.value, { [step]: entry.value.value });
  return { ...placed, value: values, entries };
}
