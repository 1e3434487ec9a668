/**
 * Whether a file can be written, found out before anything is started that may take long.
 */

import { open } from 'node:fs/promises';
import { EXIT, MeshbedError } from '../../common/errors.ts';

/** Throws when it cannot; what is in the file stays as it is. `option` names it: `--csv`. */
export async function checkWritable(option: string, file: string): Promise<void> {
  const opened = await open(file, 'a').catch((error: Error) => {
    throw notWritable(option, file, error.message, error);
  });
  await opened.close();
}

export function notWritable(option: string, file: string, why: string, cause?: unknown): MeshbedError {
  return new MeshbedError(
    'OUT_NOT_WRITABLE',
    `${option} ${file}: ${why}`,
    'Name another file.',
    EXIT.badInput,
    cause,
  );
}
