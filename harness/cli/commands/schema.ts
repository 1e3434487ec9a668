/**
 * `meshbed schema`: the JSON Schemas of topology files and of results, or where they lie.
 */

import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { EXIT } from '../../common/errors.ts';
import type { MakeCommand } from './command.ts';

const HELP = `
Editors that speak YAML read it from the first line of a topology:
  # yaml-language-server: $schema=<path>

Examples:
  $ meshbed schema > topology.json
  $ meshbed schema --path`;

export const schema: MakeCommand = ({ terminal, services, finish }) =>
  new Command('schema')
    .summary('print the JSON Schema of topology files')
    .description('Print the JSON Schema of topology files; with it, editors complete and check them.')
    .option('--result', 'that of result.json instead')
    .option('--path', 'print where the schema lies instead')
    .addHelpText('after', HELP)
    .action(async (flags: { path?: boolean; result?: boolean }) => {
      const path = flags.result ? services.resultSchemaFile : services.schemaFile;
      terminal.out.write(flags.path ? `${path}\n` : await readFile(path, 'utf8'));
      finish(EXIT.passed);
    });
