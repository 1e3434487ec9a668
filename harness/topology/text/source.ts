/**
 * Where a topology was written: the plain values, and the place of each of them. All of loading speaks of a
 * value by its path (`['steps', 3, 'kill']`), and the source turns paths into lines and columns.
 */

export type Path = readonly (string | number)[];

/** Keys and values, as they stand in a file. */
export type WrittenKeys = Record<string, unknown>;

export interface SourcePlace {
  line: number;
  column: number;
  /** Where it stands in a file that the topology includes. */
  file?: string;
}

export interface SourceText {
  /** As the user named it. */
  readonly file: string;
  /** Maps have no prototype; otherwise as `JSON.parse` would give it. */
  readonly value: unknown;
  /** The keys of a map in the order written, which JavaScript's objects do not keep for names such as `7`. */
  keys(path: Path): string[];
  /** The place of the value, or of the nearest thing around it that is there. */
  place(path: Path): SourcePlace;
  /** The place of the key before the value. */
  keyPlace(path: Path): SourcePlace;
  /** What stands there, where YAML makes something else of it than a text: `0x1f`, `null`, `1e3`; else undefined. */
  text(path: Path): string | undefined;
  /** `line 12`; for an object, which has no lines, the path. */
  refer(path: Path): string;
  /** `mesh.yaml:12:3`; undefined for an object, which has no lines. */
  where(path: Path): string | undefined;
  /** From where a path goes that stands there. */
  folder(path: Path): string;
  /** What an error's text begins with where the place alone does not say it. */
  prefix(path: Path): string;
  /** The same of the value alone, and not of its key: what has been filled in there. */
  from(path: Path): string;
}

/** A value with its place, and what it is made of with theirs. */
export interface Placed {
  value: unknown;
  at: SourcePlace;
  /** How many values this one is made of, itself included, as they are counted with aliases written out. */
  size: number;
  /** What stands in the file, of a scalar that is no text to YAML. */
  text?: string;
  /** What stands in the file, where it has been filled in. */
  unfilled?: string;
  entries?: Map<string, { key: SourcePlace; value: Placed }>;
  items?: Placed[];
}

/** A map at the place of another one. */
export function withEntries(like: Placed, entries: NonNullable<Placed['entries']>): Placed {
  const value = Object.create(null) as Record<string, unknown>;
  let size = 1;
  for (const [name, entry] of entries) {
    value[name] = entry.value.value;
    size += entry.value.size;
  }
  return { ...like, value, size, entries };
}

/** Undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The keys of a map, as an object has them. */
export function keysAt(root: unknown, path: Path): string[] {
  const found = valueAt(root, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.keys(found) : [];
}

/** `steps[3].kill`. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** In which a file lies. Not by `node:path`, which the page does not have. */
function folderOf(file: string): string {
  const end = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  if (end === -1) return '.';
  return end === 0 ? file.slice(0, 1) : file.slice(0, end);
}

/** The source for values that were read from text. `folder`: from where the paths in the file go. */
export function placedSource(file: string, root: Placed, folder = folderOf(file)): SourceText {
  /** Where the path leads nowhere: the nearest thing around it. */
  const find = (path: Path): { value: Placed; key: SourcePlace; isThere: boolean } => {
    let value = root;
    let key = root.at;
    for (const step of path) {
      if (typeof step === 'number') {
        const item = value.items?.[step];
        if (item === undefined) return { value, key, isThere: false };
        value = item;
        key = item.at;
      } else {
        const entry = value.entries?.get(step);
        if (entry === undefined) return { value, key, isThere: false };
        ({ value, key } = entry);
      }
    }
    return { value, key, isThere: true };
  };
  return {
    file,
    value: root.value,
    keys: (path) => [...(find(path).value.entries?.keys() ?? [])],
    place: (path) => find(path).value.at,
    keyPlace: (path) => find(path).key,
    text: (path) => {
      const { value, isThere } = find(path);
      return isThere ? value.text : undefined;
    },
    refer: (path) => {
      const { line, file: other } = find(path).value.at;
      return other === undefined ? `line ${line}` : `line ${line} of ${other}`;
    },
    where: (path) => {
      const { line, column, file: other = file } = find(path).value.at;
      return `${other}:${line}:${column}`;
    },
    folder: (path) => {
      const { file: other } = find(path).value.at;
      return other === undefined ? folder : folderOf(other);
    },
    prefix: () => '',
    from: (path) => {
      const { value, isThere } = find(path);
      return isThere && value.unfilled !== undefined ? `from \`${value.unfilled}\`: ` : '';
    },
  };
}
