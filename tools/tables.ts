/**
 * Fills tables of the docs, those of `docs/topology-format.md` from the schema: what stands between `<!-- table: x -->` and
 * `<!-- end -->` is made here.
 */

import { ERROR_CODES } from '../harness/common/error-codes.ts';
import { root as rootSchema } from '../harness/topology/file-schema.ts';
import { CONDITION_WORDS } from '../harness/topology/schema/name-rules.ts';
import { bundledOptions } from '../harness/topology/schema/peer.ts';
import { toJsonSchema } from '../harness/topology/schema/to-json.ts';
import { SHAPES } from '../harness/topology/shapes/index.ts';
import { PLACEHOLDERS } from '../harness/topology/text/placeholders.ts';

interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema | Schema[];
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

export function fillTables(document: string): string {
  const root = toJsonSchema(rootSchema) as Schema;
  return document.replace(
    /(<!-- table: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, head: string, name: string, end: string) => `${head}\n${table(root, name)}\n${end}`,
  );
}

function table(root: Schema, name: string): string {
  if (name === 'shapes') return shapesTable();
  if (name === 'placeholders') return placeholdersTable();
  if (name === 'error-codes') return errorCodesTable();
  const schema = name === 'root' ? root : name === 'peer' ? optionsOfPeer() : sectionOf(root, placeOf(name));
  const rows = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (isCondition(name, key)) return [];
    const byDefault = property.default === undefined ? '' : `\`${property.default}\``;
    return [[`\`${key}\``, formOf(property), byDefault, property.description ?? '']];
  });
  return markdown([['key', 'value', 'default', 'meaning'], ...rows]);
}

/** As they are where the bundled peer runs. */
function optionsOfPeer(): Schema {
  return toJsonSchema(bundledOptions) as Schema;
}

/** `conditions` is the table of what may stand in many places; it is taken from the first. */
function placeOf(name: string): string[] {
  return name.replace(/^conditions/, 'links.list.2').split('.');
}

/** Conditions have a table of their own. */
function isCondition(table: string, key: string): boolean {
  return ['links', 'steps.link'].includes(table) && (CONDITION_WORDS as readonly string[]).includes(key);
}

function shapesTable(): string {
  const rows = SHAPES.map((shape) => {
    const parameters = Object.keys(shape.parameters).map((name) => {
      const byDefault = shape.defaults[name];
      const text =
        byDefault === undefined ? '' : name === 'rewire' ? ` (${byDefault * 100}%)` : ` (${byDefault})`;
      return `\`${name}\`${text}`;
    });
    return [`\`${shape.name}\``, parameters.join(', '), shape.summary];
  });
  return markdown([['shape', 'parameters (default)', 'what it is'], ...rows]);
}

function placeholdersTable(): string {
  const rows = Object.entries(PLACEHOLDERS).map(([name, meaning]) => [`\`{${name}}\``, meaning]);
  return markdown([['placeholder', 'stands for'], ...rows]);
}

function errorCodesTable(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]);
  return markdown([['code', 'meaning'], ...rows]);
}

/** A table whose columns line up, as the formatter would have it. The first row is its head. */
function markdown(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(3, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const [head = [], ...body] = rows.map((row) => row.map((text, i) => text.padEnd(widths[i] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return `${[head, rule, ...body].map(line).join('\n')}\n`;
}

/** The map that the names lead to, through lists, maps by name and alternatives. */
function sectionOf(schema: Schema, names: string[]): Schema {
  const [name, ...rest] = names;
  const here = mapsIn(schema);
  if (name === undefined) {
    const [first] = here;
    if (first === undefined) throw new Error('no map here');
    return first;
  }
  for (const map of here) {
    const inner = name === '*' ? map.additionalProperties : map.properties?.[name];
    // The third part of a link has no name of its own.
    const item = name === 'list' && rest[0] === '2' ? partOfItems(inner, 2) : undefined;
    if (item !== undefined) return sectionOf(item, rest.slice(1));
    if (typeof inner === 'object') return sectionOf(inner, rest);
  }
  throw new Error(`the schema has no ${name}`);
}

function partOfItems(schema: Schema | boolean | undefined, part: number): Schema | undefined {
  const items = typeof schema === 'object' ? schema.items : undefined;
  if (items === undefined || Array.isArray(items)) return undefined;
  return Array.isArray(items.items) ? items.items[part] : undefined;
}

function mapsIn(schema: Schema): Schema[] {
  if (schema.type === 'object') return [schema];
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(mapsIn);
  if (schema.items !== undefined && !Array.isArray(schema.items)) return mapsIn(schema.items);
  return [];
}

function formOf(schema: Schema): string {
  if (schema.enum !== undefined) {
    const words = schema.enum.includes(true) ? [true, false] : schema.enum.filter((word) => word !== false);
    return words.map((word) => `\`${word}\``).join(', ');
  }
  if (schema.const === true) return '`true`';
  const pattern = schema.pattern ?? '';
  if (pattern.includes('ms|s|m|h')) return pattern.includes('never') ? 'duration, `never`' : 'duration';
  if (pattern.includes('%')) return 'share';
  if (pattern.includes('bit')) return 'rate, `off`';
  if (pattern.includes('KiB')) return pattern.includes('off') ? 'size, `off`' : 'size';
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(formOf))].join(', ');
  if (schema.type === 'integer') return 'whole number';
  if (schema.type === 'array') return 'list';
  if (schema.type === 'object') return 'map';
  if (schema.type === 'null') return 'nothing';
  if (Array.isArray(schema.type) || schema.type === 'string') return 'text';
  return String(schema.type);
}
