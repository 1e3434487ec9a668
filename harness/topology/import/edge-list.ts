/**
 * An edge list, as SNAP (the Stanford Network Analysis Project) publishes its networks: a line for each edge, with the
 * ids of two nodes, separated by spaces or tabs; lines that begin with `#` are comments. Read byte by byte: such files
 * have millions of lines.
 */

import { counted } from '../../common/numbers.ts';
import { throwOneProblem } from '../text/problems.ts';
import { MOST_EDGES, MOST_NODES, tooManyNodesOrLinks } from './limits.ts';
import type { FileAttributes } from './link-file.ts';

const [TAB, NEWLINE, RETURN, SPACE, HASH, ZERO, NINE] = [9, 10, 13, 32, 35, 48, 57];
/** Ids are numbers that JavaScript holds exactly. */
const MOST_DIGITS = 15;
const SHOWN_CHARACTERS = 40;

const CURE =
  'Write the ids of two nodes on each line, whole numbers of up to 15 digits, separated by a space or a tab; a comment begins with `#`.';

export function readEdgeList(file: string, bytes: Uint8Array): FileAttributes {
  return new EdgeList(file, bytes).read();
}

class EdgeList {
  readonly #file: string;
  readonly #bytes: Uint8Array;
  readonly #ids: number[] = [];
  #at = 0;
  #line = 1;
  #lineAt = 0;
  #wide = 0;

  constructor(file: string, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  read(): FileAttributes {
    while (this.#at < this.#bytes.length) this.#readLine();
    const ids = this.#ids;
    if (ids.length === 0) throwOneProblem(this.#file, 'there is no edge in this file', CURE);
    const nodes = [...new Set(ids)].sort((x, y) => x - y);
    if (nodes.length > MOST_NODES) tooManyNodesOrLinks(this.#file, nodes.length, 'nodes', MOST_NODES);
    const numbers = new Map(nodes.map((id, i) => [id, i]));
    return {
      format: 'an edge list',
      nodes: nodes.map((id) => ({ id: String(id) })),
      ends: ids.map((id) => numbers.get(id) as number),
      directed: false,
      notes:
        this.#wide === 0
          ? []
          : [`${counted(this.#wide, 'line')} with more than two columns: the rest is passed over`],
    };
  }

  #readLine(): void {
    this.#lineAt = this.#at;
    this.#skipBlanks();
    const first = this.#bytes[this.#at];
    if (first !== HASH && !this.#isEnd(first)) {
      const from = this.#readId();
      this.#skipBlanks();
      if (this.#isEnd(this.#bytes[this.#at])) this.#wrong(this.#at, 'one column, expected two nodes');
      this.#ids.push(from, this.#readId());
      if (this.#ids.length > 2 * MOST_EDGES)
        tooManyNodesOrLinks(this.#file, this.#ids.length / 2, 'edges', MOST_EDGES);
      this.#skipBlanks();
      if (!this.#isEnd(this.#bytes[this.#at])) this.#wide++;
    }
    const end = this.#bytes.indexOf(NEWLINE, this.#at);
    this.#at = end < 0 ? this.#bytes.length : end + 1;
    this.#line++;
  }

  #readId(): number {
    const start = this.#at;
    let id = 0;
    for (let byte = this.#bytes[this.#at]; byte !== undefined && byte >= ZERO && byte <= NINE; ) {
      id = id * 10 + byte - ZERO;
      byte = this.#bytes[++this.#at];
    }
    const next = this.#bytes[this.#at];
    if (this.#at === start || !(this.#isBlank(next) || this.#isEnd(next)))
      this.#wrong(start, `found \`${this.#wordAt(start)}\`, expected the id of a node`);
    if (this.#at - start > MOST_DIGITS)
      this.#wrong(start, `\`${this.#wordAt(start)}\` is too large for the id of a node`);
    return id;
  }

  #skipBlanks(): void {
    while (this.#isBlank(this.#bytes[this.#at])) this.#at++;
  }

  #isBlank(byte: number | undefined): boolean {
    return byte === SPACE || byte === TAB;
  }

  #isEnd(byte: number | undefined): boolean {
    return byte === undefined || byte === NEWLINE || byte === RETURN;
  }

  #wordAt(start: number): string {
    const rest = Buffer.from(this.#bytes.subarray(start, start + 4 * SHOWN_CHARACTERS)).toString('utf8');
    const [word = ''] = rest.split(/[\s]/, 1);
    return word.length > SHOWN_CHARACTERS ? `${word.slice(0, SHOWN_CHARACTERS)}…` : word;
  }

  #wrong(at: number, text: string): never {
    throwOneProblem(this.#file, text, CURE, { line: this.#line, column: at - this.#lineAt + 1 });
  }
}
