/**
 * `meshbed judge JOURNAL`: judges an old run, by its own expectations or by others.
 */

import { Argument, Command } from 'commander';
import type { Header } from '../../journal/record.ts';
import { resultJson } from '../../report/json.ts';
import { judgeRecords } from '../../report/outcome.ts';
import { reportText, verdictLine } from '../../report/text.ts';
import { loadExpect } from '../../topology/load-expect.ts';
import { exitCodeOfResult } from '../actions/exit-code.ts';
import { openOutDirectory } from '../actions/out-directory.ts';
import type { MakeCommand } from './command.ts';

interface JudgeFlags {
  expect?: string;
  out?: string;
  json?: boolean;
  quiet?: boolean;
}

const HELP = `
The file of --expect is a topology, or one with nothing but \`expect:\` in it. Steps that expect something
half-way are judged as they were written. What a new expectation would have had to wait for longer than
the run went on is not known, and the verdict says so.

Exit codes: 0 passed, 1 failed, 2 bad input, 4 inconclusive, 130 the run had been interrupted.

Examples:
  $ meshbed judge results/journal.ndjson
  $ meshbed judge results --expect stricter.yaml --out stricter`;

export const judge: MakeCommand = ({ terminal, services, finish }) =>
  new Command('judge')
    .summary('judge an old run again, by other expectations')
    .description('Judge the journal of an old run again. Nothing is run.')
    .addArgument(new Argument('<journal>', 'a journal, or the directory that `run --out` wrote'))
    .option('--expect <file>', 'what must hold, in place of what the journal itself says')
    .option('--out <dir>', 'write the reports of this judgement there')
    .option('--json', 'print the result as one line of JSON, and nothing else, on stdout')
    .option('--quiet', 'only the verdict')
    .addHelpText('after', HELP)
    .action(async (place: string, flags: JudgeFlags) => {
      const { directory, journalPath, journal, asked } = await services.openOldRun(place);
      const { topology } = journal.records[0] as Header;
      const expect = flags.expect === undefined ? {} : { expect: await loadExpect(flags.expect, topology) };
      const about = { out: directory, cut: journal.cut, ...asked };
      const result = judgeRecords(journal.records, { ...about, ...expect });
      if (flags.out !== undefined) {
        const { path } = await openOutDirectory(flags.out);
        await services.writeReports(path, result, journalPath);
      }
      const { out, program } = terminal;
      if (flags.json) out.write(`${JSON.stringify(resultJson(result))}\n`);
      else if (flags.quiet) out.write(`${verdictLine(result, out.paint)}\n`);
      else out.write(reportText(result, { paint: out.paint, program, ...out.size }));
      finish(exitCodeOfResult(result));
    });
