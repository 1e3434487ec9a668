/** The table of `docs/mutants.md`, made from the exam: `node test/mutants/page.ts` writes it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXAM } from './exam.ts';

export const PAGE = fileURLToPath(new URL('../../docs/mutants.md', import.meta.url));

/** The page with its table filled in. */
export function filled(page: string): string {
  const rows = EXAM.map(({ bug, topology, word, check, verdict }) => {
    const caught = verdict === 'failed' ? word : `${word} (${verdict})`;
    return `| ${bug} | ${topology} | ${caught} | ${check} |`;
  });
  const table = ['| the peer | in | is caught as | by |', '|---|---|---|---|', ...rows].join('\n');
  return page.replace(
    /(<!-- exam -->\n)[\s\S]*?(<!-- end -->)/,
    (_, head, end) => `${head}\n${table}\n\n${end}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(PAGE, filled(readFileSync(PAGE, 'utf8')));
