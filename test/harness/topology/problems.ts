/**
 * Tables of mistakes. Each row: what it is, the file, and the problems, each as `line:column text`, and what to do.
 */

import { describe, expect, it } from 'vitest';
import { TopologyError } from '../../../harness/common/errors.ts';
import { parseTopology } from '../../../harness/topology/load.ts';

export type Row = [what: string, file: string, ...problems: [text: string, fix: string][]];

export function problemsOf(
  load: () => unknown,
): readonly { file: string; line: number; column: number; text: string; fix: string }[] {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(TopologyError);
    expect((error as TopologyError).exitCode).toBe(2);
    return (error as TopologyError).problems;
  }
  return [];
}

export function tryRows(tables: [what: string, rows: Row[]][]): void {
  describe.each(tables)('%s', (_, rows) => {
    it.each(rows.map(([what, file, ...problems]) => ({ what, file, problems })))(
      '$what',
      ({ file, problems }) => {
        const found = problemsOf(() => parseTopology(file, 'bad.yaml'));
        expect(found.map(({ line, column, text, fix }) => [`${line}:${column} ${text}`, fix])).toEqual(
          problems,
        );
        for (const problem of found) expect(problem.file).toBe('bad.yaml');
      },
    );
  });
}
