/**
 * `meshbed graph FILE`: the mesh as a graph, in a format that other programs read. Starts nothing.
 */

import { extname } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { EXIT } from '../../common/errors.ts';
import type { Setting } from '../../topology/settings.ts';
import { seedOption, settingOption } from '../actions/arguments.ts';
import { loadAll } from '../actions/load-all.ts';
import { writeOut } from '../terminal/write-out.ts';
import type { MakeCommand } from './command.ts';

const FORMATS = ['mermaid', 'dot', 'graphml', 'svg'];

const HELP = `
Without --format the ending of --out says which: .mmd, .dot or .gv, .graphml, .svg; else it is mermaid.

Exit codes: 0 written, 2 bad input, or too large for a picture.

Examples:
  $ meshbed graph examples/ring.yaml
  $ meshbed graph mesh.yaml --out mesh.svg
  $ meshbed graph mesh.yaml --format dot | dot -Tpdf > mesh.pdf`;

interface GraphFlags {
  format?: string;
  out?: string;
  seed?: number;
  set?: readonly Setting[];
}

export const graph: MakeCommand = ({ terminal, services, finish }) =>
  new Command('graph')
    .summary('write a topology as a graph: Mermaid, DOT, GraphML, SVG')
    .description(
      'Write the nodes and links of a topology as a graph, to stdout or to a file. Nothing is started.',
    )
    .addArgument(new Argument('<file>', 'a topology file'))
    .addOption(new Option('--format <name>', 'how to write it').choices(FORMATS))
    .option('--out <file>', 'write it there')
    .option('--seed <n>', 'the seed, in place of the one in the file', seedOption)
    .option('--set <path=value>', 'a value in place of the one in the file; may be repeated', settingOption)
    .addHelpText('after', HELP)
    .action(async (file: string, flags: GraphFlags) => {
      const [topology] = await loadAll([file], services, flags.seed, flags.set);
      // What finds places for a picture is large; the other commands do without it.
      const { GRAPH_FORMATS } = await import('../../graph/index.ts');
      const ending = extname(flags.out ?? '').toLowerCase();
      const format =
        GRAPH_FORMATS.find(({ name }) => name === flags.format) ??
        GRAPH_FORMATS.find(({ endings }) => flags.format === undefined && endings.includes(ending)) ??
        GRAPH_FORMATS[0];
      if (topology !== undefined && format !== undefined)
        await writeOut(terminal, flags.out, format.write(topology));
      finish(EXIT.passed);
    });
