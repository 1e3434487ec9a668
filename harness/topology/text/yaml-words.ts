/**
 * The YAML parser's errors in the words of someone who writes topologies, with what to do about each.
 */

import type { YAMLError } from 'yaml';

const CURES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  MULTIPLE_DOCS: 'A file holds one topology: give each a file of its own, without `---` between them.',
  BAD_INDENT: 'Give what belongs together the same indentation.',
  MISSING_CHAR: 'Write what is missing; a `#` needs a space before it, a `:` one after it.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  MULTILINE_IMPLICIT_KEY: 'Is a `:` missing, or a quote or bracket left open?',
  BLOCK_AS_IMPLICIT_KEY: 'Begin a new line, indented, or put the text in quotes.',
  BLOCK_IN_FLOW: 'Inside `{}` and `[]`, write everything with brackets and commas.',
  BAD_DQ_ESCAPE: 'Double the backslash, or use single quotes.',
  UNEXPECTED_TOKEN: 'Is a quote, a comma or a bracket missing before it?',
  BAD_ALIAS: 'A name after `*` or `&` is letters, digits, `-` and `_`.',
  ALIAS_PROPS: 'An alias stands alone: `*name`.',
  RESOURCE_EXHAUSTION: 'Nest less deeply.',
};

/** `${` inside brackets, without quotes: to YAML the brace opens a map. */
function isVariable({ pos }: YAMLError, text: string): boolean {
  return text.startsWith('${', pos[0] - 1);
}

/** What the parser says of the rest of such a line is about nothing that is there. */
export function stripYamlErrorNoise(errors: readonly YAMLError[], text: string): readonly YAMLError[] {
  const first = errors.findIndex((error) => isVariable(error, text));
  return first < 0 ? errors : errors.slice(0, first + 1);
}

export function yamlErrorText(error: YAMLError, text: string): string {
  if (isVariable(error, text)) return '`${…}` without quotes, inside `{}` or `[]`';
  if (error.code === 'TAB_AS_INDENT') return 'a tab in the indentation';
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here';
  const message = error.message.split('\n')[0] ?? '';
  return `this is not YAML: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
}

export function yamlErrorFix(error: YAMLError, text: string): string {
  if (isVariable(error, text))
    return 'Put it in quotes, as in `{ count: "${NODES}" }`: there a brace begins a map.';
  return CURES[error.code] ?? 'Fix the YAML here.';
}
