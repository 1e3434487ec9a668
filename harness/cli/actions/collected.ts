/**
 * `--junit FILE` and `--summary FILE`: one file over all that a command ran, as CI jobs want it.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Option } from 'commander';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { junitXml, type NotRun } from '../../report/junit.ts';
import type { RunResult } from '../../report/result.ts';
import { summaryMarkdown } from '../../report/summary.ts';

export interface CollectFlags {
  junit?: string;
  summary?: string;
}

export const collectOptions = (): [Option, Option] => [
  new Option('--junit <file>', 'write JUnit XML there, one suite for each file'),
  new Option('--summary <file>', 'write a summary in Markdown there, for the page of a CI job'),
];

/** Says before anything starts that a file cannot be written. */
export async function checkCollectedOutputs(flags: CollectFlags): Promise<void> {
  for (const path of pathsOf(flags)) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '', { flag: 'a' });
    } catch (error) {
      const text = `${path} cannot be written: ${error instanceof Error ? error.message : error}`;
      throw new MeshbedError(
        'REPORT_NOT_WRITABLE',
        text,
        'Name a file that can be written.',
        EXIT.badInput,
        error,
      );
    }
  }
}

export async function writeCollectedOutputs(
  flags: CollectFlags,
  results: readonly (RunResult | NotRun)[],
): Promise<void> {
  if (flags.junit !== undefined) await writeFile(flags.junit, junitXml(results));
  if (flags.summary !== undefined) await writeFile(flags.summary, summaryMarkdown(results));
}

function pathsOf({ junit, summary }: CollectFlags): string[] {
  return [junit, summary].filter((path) => path !== undefined);
}
