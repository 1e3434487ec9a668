/**
 * `meshbed report DIR…`: makes every report of an old run again, from its journal alone.
 */

import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import { REPORT_FILES } from '../../report/file-names.ts';
import { judgeRecords } from '../../report/outcome.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { RunResult } from '../../report/result.ts';
import { verdictLine } from '../../report/text.ts';
import {
  type CollectFlags,
  checkCollectedOutputs,
  collectOptions,
  writeCollectedOutputs,
} from '../actions/collected.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
A journal that was cut off is reported as far as it goes, and the report says so.

Exit codes: 0 the reports were made, whatever they say; 2 bad input.

Examples:
  $ meshbed report results
  $ meshbed report results/* --junit junit.xml --summary summary.md`;

export const report: MakeCommand = ({ terminal, services, finish }) => {
  const command = new Command('report')
    .summary("make an old run's reports again")
    .description('Make result.json, junit.xml, summary.md and report.html again, from the journal alone.')
    .addArgument(new Argument('<place...>', 'directories that `run --out` wrote, or journals'))
    .option('--quiet', 'print nothing but problems');
  for (const option of collectOptions()) command.addOption(option);
  return command
    .addHelpText('after', HELP)
    .action(async (places: string[], flags: CollectFlags & { quiet?: boolean }) => {
      await checkCollectedOutputs(flags);
      const results: RunResult[] = [];
      for (const place of places) {
        const { directory, journalPath, journal, asked, captured } = await services.openOldRun(place);
        const { records, cut } = journal;
        const result = judgeRecords(records, {
          out: directory,
          cut,
          ...asked,
          ...(captured === undefined ? {} : { captured }),
        });
        await services.writeReports(directory, result, journalPath);
        results.push(result);
        if (flags.quiet) continue;
        terminal.out.write(`${verdictLine(result, terminal.out.paint)}\n`);
        if (cut !== null) terminal.out.write(`  ${toPrintableLine(cut.text)}: reported as far as it goes\n`);
        for (const name of REPORT_FILES) terminal.out.write(`  ${toPrintableLine(join(directory, name))}\n`);
      }
      await writeCollectedOutputs(flags, results);
      finish(EXIT.passed);
    });
};
