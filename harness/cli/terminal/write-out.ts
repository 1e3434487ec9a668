/**
 * Text that a command makes: to a file that was named, else to stdout.
 */

import { writeFile } from 'node:fs/promises';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Terminal } from './terminal.ts';

export async function writeOut(terminal: Terminal, out: string | undefined, text: string): Promise<void> {
  if (out === undefined) {
    terminal.out.write(text);
    return;
  }
  await writeFile(out, text).catch((error: NodeJS.ErrnoException) => {
    const message = `--out ${out} cannot be written: ${error.code ?? error.message}`;
    throw new MeshbedError(
      'OUT_NOT_WRITABLE',
      message,
      'Name a file that can be written.',
      EXIT.badInput,
      error,
    );
  });
}
