/**
 * GraphML (Brandes, Eiglsperger, Herman, Himsolt and Marshall, 2002), as the Internet Topology Zoo writes it: nodes with
 * the attributes `label`, `Latitude` and `Longitude`, and edges. `saxes` reads the XML. It knows no entity but XML's own
 * five and expands none that a file declares; nothing that a file refers to is fetched.
 *
 * Refused, because a mesh has no such thing and leaving it out would change the mesh: graphs in nodes, edges of more than
 * two nodes, a second graph. Attributes that mean nothing to us are passed over.
 */

import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { throwOneProblem } from '../text/problems.ts';
import type { SourcePlace } from '../text/source.ts';
import { MOST_EDGES, MOST_NODES, tooManyNodesOrLinks } from './limits.ts';
import type { FileAttributes } from './link-file.ts';
import type { FileNode } from './types.ts';

type Attribute = 'label' | 'latitude' | 'longitude';
const ATTRIBUTES: readonly string[] = ['label', 'latitude', 'longitude'] satisfies Attribute[];

const CURE_ENTITIES = 'Remove the DOCTYPE: GraphML needs none.';

export function readGraphml(file: string, text: string): FileAttributes {
  return new GraphmlReader(file).read(text);
}

class GraphmlReader {
  readonly #file: string;
  readonly #parser = new SaxesParser({ xmlns: false });
  /** From the id of a `<key>` to what it means for nodes. */
  readonly #keys = new Map<string, Attribute>();
  readonly #nodes: (FileNode & { latitude?: number; longitude?: number })[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #edges: { source: string; target: string; place: SourcePlace }[] = [];
  /** The elements that are open, without their prefixes. */
  readonly #open: string[] = [];
  #place: SourcePlace = { line: 1, column: 1 };
  #graphs = 0;
  #directed = false;
  /** The attribute of the node that is being read. */
  #attribute: Attribute | null = null;
  #text = '';

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string): FileAttributes {
    const parser = this.#parser;
    parser.on('error', ({ message }) => {
      const words = message.replace(/^(\d+:)*\s*/, '').replace(/\.$/, '');
      const place = { line: parser.line, column: Math.max(1, parser.column) };
      throwOneProblem(
        this.#file,
        `this is not XML: ${words}`,
        'Fix the XML here, or write the file anew.',
        place,
      );
    });
    parser.on('doctype', (doctype) => this.#doctype(doctype));
    parser.on('opentagstart', ({ name }) => {
      this.#place = { line: parser.line, column: Math.max(1, parser.column - name.length - 1) };
    });
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('text', (piece) => this.#read(piece));
    parser.on('cdata', (piece) => this.#read(piece));
    parser.on('closetag', () => this.#closed());
    parser.write(text).close();
    return this.#written();
  }

  #doctype(doctype: string): void {
    const place = { line: this.#parser.line, column: 1 };
    if (/<!ENTITY/i.test(doctype))
      throwOneProblem(this.#file, 'the file declares entities', CURE_ENTITIES, place);
    if (doctype.includes('['))
      throwOneProblem(this.#file, 'the file declares a grammar of its own', CURE_ENTITIES, place);
  }

  #opened({ name, attributes }: SaxesTagPlain): void {
    const element = name.slice(name.indexOf(':') + 1);
    if (this.#open.length === 0 && element !== 'graphml')
      this.#wrong(
        `found <${name.slice(0, 40)}>, expected <graphml>`,
        'Name a GraphML file, or an edge list.',
      );
    const parent = this.#open.at(-1);
    this.#open.push(element);
    if (element === 'key' && parent === 'graphml') this.#key(attributes);
    else if (element === 'graph') this.#graph(attributes, parent);
    else if (element === 'node' && parent === 'graph') this.#node(attributes);
    else if (element === 'edge' && parent === 'graph') this.#edge(attributes);
    else if (element === 'hyperedge')
      this.#wrong('an edge of any number of nodes', 'Write an <edge> for each two of them.');
    else if (element === 'data' && parent === 'node') {
      this.#attribute = this.#keys.get(attributes.key ?? '') ?? null;
      this.#text = '';
    }
  }

  #key(attributes: Record<string, string>): void {
    const name = (attributes['attr.name'] ?? '').toLowerCase();
    const of = attributes.for ?? 'all';
    if ((of === 'node' || of === 'all') && ATTRIBUTES.includes(name) && attributes.id !== undefined)
      this.#keys.set(attributes.id, name as Attribute);
  }

  #graph(attributes: Record<string, string>, parent: string | undefined): void {
    if (parent !== 'graphml')
      this.#wrong('a graph inside a node', 'Write all nodes and edges into one <graph>.');
    if (++this.#graphs > 1) this.#wrong('a second graph', 'A mesh is one: keep one <graph>.');
    this.#directed = attributes.edgedefault === 'directed';
  }

  #node({ id }: Record<string, string>): void {
    if (id === undefined || id === '') this.#wrong('a node without an id', 'Write <node id="…">.');
    if (this.#numbers.has(id))
      this.#wrong(`a second node with the id \`${id.slice(0, 80)}\``, 'Ids are unique.');
    if (this.#nodes.length >= MOST_NODES)
      tooManyNodesOrLinks(this.#file, MOST_NODES + 1, 'nodes', MOST_NODES);
    this.#numbers.set(id, this.#nodes.length);
    this.#nodes.push({ id });
  }

  #edge({ source, target, directed }: Record<string, string>): void {
    if (source === undefined || target === undefined)
      this.#wrong('an edge without two ends', 'Write <edge source="…" target="…">.');
    if (this.#edges.length >= MOST_EDGES)
      tooManyNodesOrLinks(this.#file, MOST_EDGES + 1, 'edges', MOST_EDGES);
    if (directed === 'true') this.#directed = true;
    this.#edges.push({ source, target, place: this.#place });
  }

  #read(piece: string): void {
    if (this.#attribute !== null) this.#text += piece;
  }

  #closed(): void {
    this.#open.pop();
    const attribute = this.#attribute;
    // Whatever else stands in the <data> belongs to another program.
    if (attribute === null || this.#open.at(-1) !== 'node') return;
    this.#attribute = null;
    const node = this.#nodes.at(-1);
    const text = this.#text.trim();
    if (node === undefined || text === '') return;
    if (attribute === 'label') node.label = text;
    else node[attribute] = this.#degrees(text, attribute);
  }

  #degrees(text: string, attribute: 'latitude' | 'longitude'): number {
    const most = attribute === 'latitude' ? 90 : 180;
    const degrees = Number(text);
    if (Math.abs(degrees) <= most) return degrees;
    return this.#wrong(
      `\`${text.slice(0, 40)}\` is no ${attribute}`,
      `Write degrees, from -${most} to ${most}.`,
    );
  }

  #written(): FileAttributes {
    if (this.#nodes.length === 0) {
      this.#place = { line: 1, column: 1 };
      this.#wrong('there is no node in this file', 'Write a <graph> with <node> and <edge>.');
    }
    const ends = this.#edges.flatMap(({ source, target, place }) =>
      [source, target].map((id) => {
        const number = this.#numbers.get(id);
        if (number !== undefined) return number;
        this.#place = place;
        return this.#wrong(
          `an edge to \`${id.slice(0, 80)}\`, which is no node`,
          'Write a <node> with that id.',
        );
      }),
    );
    const nodes = this.#nodes.map(({ id, label, latitude, longitude }): FileNode => {
      const at = latitude === undefined || longitude === undefined ? {} : { at: { latitude, longitude } };
      return { id, ...(label === undefined ? {} : { label }), ...at };
    });
    return { format: 'GraphML', nodes, ends, directed: this.#directed, notes: [] };
  }

  #wrong(text: string, fix: string): never {
    throwOneProblem(this.#file, text, fix, this.#place);
  }
}
