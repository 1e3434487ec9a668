/**
 * docs/node-contract.md and `meshbed conform` say the same: each requirement has its line in the page's last table and its
 * anchor where the page explains it; and the whole peer on the page conforms.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import { REQUIREMENTS } from '../../../harness/conform/registry.ts';

const page = readFileSync(join(packageRoot(), 'docs', 'node-contract.md'), 'utf8');
const names = REQUIREMENTS.map(({ name }) => name);

test('the table of requirements is that of the registry', () => {
  const lines = REQUIREMENTS.map(
    ({ name, says, optional }) => `| [${name}](#${name}) | ${optional ? 'Optional. ' : ''}${says} |`,
  );
  const table = ['| requirement | the program |', '|---|---|', ...lines].join('\n');
  expect(page.split('<!-- requirements -->')[1]?.trim()).toBe(table);
});

test('each requirement is explained at one place, and every anchor is a requirement', () => {
  const anchors = [...page.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1]);
  expect(anchors.toSorted()).toEqual(names.toSorted());
});

test('a requirement needs only what is tried before it', () => {
  const early = REQUIREMENTS.filter(
    ({ needs }, i) => needs !== undefined && !names.slice(0, i).includes(needs),
  );
  expect(early).toEqual([]);
});
