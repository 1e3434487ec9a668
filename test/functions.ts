/**
 * The functions of a source, and how many lines each takes. A parser of TypeScript finds them, the one that vitest brings along.
 */

import { parseAst } from 'vitest/node';

export interface FoundFunction {
  /** `(anonymous)` where it stands in no declaration, property or variable. */
  name: string;
  /** Its first line, from 1. */
  line: number;
  /** From its first line to its last, with blank lines, comments and the functions within. */
  lineCount: number;
}

interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const KINDS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** @throws SyntaxError where it is no TypeScript. */
export function functionsOf(source: string): FoundFunction[] {
  const lineAt = lineCounter(source);
  const found: FoundFunction[] = [];
  const visit = (node: SyntaxNode, holder: SyntaxNode | null) => {
    if (KINDS.includes(node.type)) {
      // A method begins with its name, not with the parenthesis behind it.
      const start = holder?.value === node ? holder.start : node.start;
      const line = lineAt(start);
      found.push({ name: nameOf(node, holder), line, lineCount: lineAt(node.end) - line + 1 });
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, node);
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as SyntaxNode, null);
  return found;
}

/** Gives the line of an offset, from 1. */
function lineCounter(source: string): (offset: number) => number {
  const breaks = [...source.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => breaks.filter((at) => at < offset).length + 1;
}

/** Its own name, or that of the method, property or variable whose value it is. */
function nameOf(node: SyntaxNode, holder: SyntaxNode | null): string {
  for (const named of [node.id, holder?.key, holder?.id]) {
    if (isNode(named) && typeof named.name === 'string') return named.name;
  }
  return '(anonymous)';
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}
