/**
 * `matrix` of a file: values that vary, by their path. Each combination is a cell, and what makes one of the file is its
 * settings: so a cell is run, shown and repeated as the file is with `--set`. A path that is set has one value, and varies no more.
 */

import { badInput, MeshbedError } from '../common/errors.ts';
import { withThousandsSeparators } from '../common/numbers.ts';
import { plural } from '../common/wording.ts';
import { type Axis, allCombinations, firstDuplicate, type Refuse, valuesOfAxis } from './axes.ts';
import { matrix as matrixSchema } from './schema/matrix.ts';
import { type Validation, validate } from './schema/validate.ts';
import { type Setting, settingText } from './settings.ts';
import { Problems } from './text/problems.ts';
import { type Path, type SourcePlace, type SourceText, valueAt } from './text/source.ts';
import { parseYaml } from './text/yaml.ts';

const MOST_CELLS = 1_000;
const MOST_NAME_CHARACTERS = 80;
const PATH: Path = ['matrix'];
const EMPTY = 'Write a list of values, as in `links.loss: [0%, 5%]`.';

export interface WrittenAxis extends Axis {
  /** Of each value. */
  places: readonly SourcePlace[];
}

/** Those that vary: what is wrong has been reported. */
export function readMatrix(context: Validation, set: readonly Setting[]): WrittenAxis[] {
  const { source, problems } = context;
  const axes: WrittenAxis[] = [];
  const found = valueAt(source.value, PATH);
  if (found === undefined) return [];
  if (validate(matrixSchema, context, PATH) === undefined) return [];
  for (const path of source.keys(PATH)) {
    const axis = readAxis(context, path);
    if (axis !== null) axes.push(axis);
  }
  if (source.keys(PATH).length === 0) problems.at(source, PATH, 'nothing varies', EMPTY);
  const count = axesWithoutSettings(axes, set).reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_CELLS) {
    const fix = `At most ${withThousandsSeparators(MOST_CELLS)} are run: vary less, or set one of the values with \`--set\`.`;
    problems.atKey(source, PATH, `the matrix has ${withThousandsSeparators(count)} cells`, fix);
  }
  return axes;
}

/** Those that still vary. */
export function axesWithoutSettings(axes: readonly WrittenAxis[], set: readonly Setting[]): WrittenAxis[] {
  return axes.filter(({ path }) => !set.some((setting) => setting.path === path));
}

/** One topology is asked for: reports where a sound matrix has several. What makes the first of them. */
export function requireOneCell(
  { source, problems }: Validation,
  axes: readonly WrittenAxis[],
  set: readonly Setting[],
  isSound: boolean,
): Setting[] {
  const cells = allCombinations(axesWithoutSettings(axes, set));
  const [first = []] = cells;
  if (first.length === 0 || !isSound) return first;
  const choice = first.map((setting) => `--set ${settingText(setting)}`).join(' ');
  const text = `the matrix has ${plural(cells.length, 'cell')}, and one topology is wanted`;
  const fix = `Choose one, as with \`${choice}\`. \`meshbed run\`, \`check\` and \`sweep\` take all of them.`;
  problems.atKey(source, PATH, text, fix);
  return first;
}

/** Where a value of the matrix is written. */
export function placeOfMatrixValue(
  axes: readonly WrittenAxis[],
  { path, value }: Setting,
): SourcePlace | undefined {
  const axis = axes.find((one) => one.path === path);
  const index = axis?.values.indexOf(value) ?? -1;
  return axis?.places[index];
}

/** `mesh (links.loss=5%)`. */
export function nameOfCell(name: string, axes: readonly WrittenAxis[], set: readonly Setting[]): string {
  const varied = set.filter(({ path }) => axes.some((axis) => axis.path === path));
  if (varied.length === 0) return name;
  const whole = `${name} (${varied.map(settingText).join(', ')})`;
  return whole.length <= MOST_NAME_CHARACTERS ? whole : `${whole.slice(0, MOST_NAME_CHARACTERS - 1)}…`;
}

/** Null where it is wrong, which has then been reported. */
function readAxis({ source, problems }: Validation, path: string): WrittenAxis | null {
  const at = [...PATH, path];
  const before = problems.count;
  if (path === 'seed')
    problems.atKey(
      source,
      at,
      'the seed varies',
      'Run the file with several: `--repeat 20`, or `sweep --seeds 20`.',
    );
  const found = valueAt(source.value, at);
  const items = Array.isArray(found) ? found.map((_, i) => [...at, i]) : [at];
  if (items.length === 0) problems.at(source, at, 'there is no value', EMPTY);
  const written = items.flatMap((item) => {
    const values = valuesAt({ source, problems }, item);
    return values.map((value) => ({ value, place: source.place(item) }));
  });
  const values = written.map(({ value }) => value);
  const twice = firstDuplicate(values);
  if (twice !== undefined) problems.at(source, at, `\`${twice}\` is there twice`, 'Name each value once.');
  if (problems.count > before) return null;
  return { path, values, places: written.map(({ place }) => place) };
}

function valuesAt({ source, problems }: Validation, path: Path): string[] {
  const text = asText(source, path);
  const refuse: Refuse = (what, fix) => {
    throw badInput('BAD_VARY', `\`${text}\` ${what}`, fix);
  };
  try {
    return valuesOfAxis(text, refuse);
  } catch (error) {
    if (!(error instanceof MeshbedError)) throw error;
    problems.at(source, path, error.message, error.fix);
    return [];
  }
}

/** A value as one would write it after `--set PATH=`. */
function asText(source: SourceText, path: Path): string {
  const found = valueAt(source.value, path);
  if (Array.isArray(found)) return `[${found.map((_, i) => asText(source, [...path, i])).join(', ')}]`;
  if (typeof found === 'object' && found !== null) {
    const parts = source
      .keys(path)
      .map((key) => `${quotedUnlessPlain(key)}: ${asText(source, [...path, key])}`);
    return `{ ${parts.join(', ')} }`;
  }
  return source.text(path) ?? (typeof found === 'string' ? quotedUnlessPlain(found) : String(found));
}

function quotedUnlessPlain(text: string): string {
  const isPlain = /^[\w.%+-]+$/.test(text) && parseYaml(text, new Problems(''))?.value === text;
  return isPlain ? text : JSON.stringify(text);
}
