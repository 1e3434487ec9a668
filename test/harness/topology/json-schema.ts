/**
 * As much of a JSON Schema validator as our schema needs, so that what editors get can be tested.
 * Throws at a keyword that it does not know: then it needs one more line.
 */

type Schema = Record<string, unknown>;

const ANNOTATIONS = ['$schema', 'title', 'description', 'default', 'examples', 'enumDescriptions'];

/** The first reasons why the value does not fit; empty when it does. */
export function misfits(schema: Schema, value: unknown, path = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.includes(keyword)) return [];
    const judge = KEYWORDS[keyword];
    if (judge === undefined) throw new Error(`the keyword ${keyword} is not known here`);
    return judge(rule as never, value, path, schema);
  });
}

type Judge = (rule: never, value: unknown, path: string, schema: Schema) => string[];

const fits = (schema: Schema, value: unknown) => misfits(schema, value).length === 0;
const unless = (ok: boolean, text: string) => (ok ? [] : [text]);
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeFits(type: string, value: unknown): boolean {
  if (type === 'object') return isMap(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

const KEYWORDS: Record<string, Judge> = {
  type: (rule: string | string[], value, path) =>
    unless(
      [rule].flat().some((type) => typeFits(type, value)),
      `${path} is no ${rule}`,
    ),
  enum: (rule: unknown[], value, path) => unless(rule.includes(value), `${path} is none of ${rule}`),
  const: (rule: unknown, value, path) => unless(rule === value, `${path} is not ${rule}`),
  anyOf: (rule: Schema[], value, path) =>
    unless(
      rule.some((option) => fits(option, value)),
      `${path} fits no option: ${rule.map((option) => misfits(option, value, path)[0])}`,
    ),
  oneOf: (rule: Schema[], value, path) =>
    unless(
      rule.filter((option) => fits(option, value)).length === 1,
      `${path} does not fit exactly one option`,
    ),
  allOf: (rule: Schema[], value, path) => rule.flatMap((part) => misfits(part, value, path)),
  required: (rule: string[], value, path) =>
    isMap(value) ? rule.flatMap((key) => unless(Object.hasOwn(value, key), `${path}.${key} is missing`)) : [],
  properties: (rule: Record<string, Schema>, value, path) =>
    isMap(value)
      ? Object.entries(rule).flatMap(([key, part]) =>
          Object.hasOwn(value, key) ? misfits(part, value[key], `${path}.${key}`) : [],
        )
      : [],
  additionalProperties: (rule: Schema | boolean, value, path, schema) => {
    if (!isMap(value)) return [];
    const patterns = Object.keys((schema.patternProperties as object | undefined) ?? {});
    const others = Object.keys(value).filter(
      (key) =>
        !Object.hasOwn((schema.properties as object | undefined) ?? {}, key) &&
        !patterns.some((pattern) => new RegExp(pattern).test(key)),
    );
    if (typeof rule === 'boolean') return rule ? [] : others.map((key) => `${path}.${key} is not known`);
    return others.flatMap((key) => misfits(rule, value[key], `${path}.${key}`));
  },
  patternProperties: () => [],
  propertyNames: (rule: Schema, value, path) =>
    isMap(value) ? Object.keys(value).flatMap((key) => misfits(rule, key, `${path} key ${key}`)) : [],
  items: (rule: Schema | Schema[], value, path) => {
    if (!Array.isArray(value)) return [];
    const of = (i: number) => (Array.isArray(rule) ? rule[i] : rule) ?? {};
    return value.flatMap((item, i) => misfits(of(i), item, `${path}[${i}]`));
  },
  minItems: (rule: number, value, path) =>
    unless(!Array.isArray(value) || value.length >= rule, `${path} is too short`),
  maxItems: (rule: number, value, path) =>
    unless(!Array.isArray(value) || value.length <= rule, `${path} is too long`),
  minimum: (rule: number, value, path) =>
    unless(typeof value !== 'number' || value >= rule, `${path} is too small`),
  maximum: (rule: number, value, path) =>
    unless(typeof value !== 'number' || value <= rule, `${path} is too large`),
  exclusiveMinimum: (rule: number, value, path) =>
    unless(typeof value !== 'number' || value > rule, `${path} is too small`),
  minLength: (rule: number, value, path) =>
    unless(typeof value !== 'string' || value.length >= rule, `${path} is too short`),
  maxLength: (rule: number, value, path) =>
    unless(typeof value !== 'string' || value.length <= rule, `${path} is too long`),
  pattern: (rule: string, value, path) =>
    unless(typeof value !== 'string' || new RegExp(rule).test(value), `${path} does not look like ${rule}`),
};
