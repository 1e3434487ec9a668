/**
 * What a foreign peer says ends up on a person's terminal: names, payloads, error texts. Control characters
 * there could move the cursor, change the title or hide a line, so they are shown as escapes instead.
 */

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const LONGEST_CHARACTERS = 600;

/** The text on one line, with nothing in it that a terminal would obey, cut where it is far too long. */
export function toPrintableLine(text: string): string {
  const cut = text.length > LONGEST_CHARACTERS ? `${text.slice(0, LONGEST_CHARACTERS)}…` : text;
  return cut.replace(UNPRINTABLE, escapeOf);
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return SHORT[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** The text as one word of a shell command. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
