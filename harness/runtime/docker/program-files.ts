/**
 * Files of a program that knows nothing of the contract, in its container: a volume of its own, which goes with it, since the
 * root of a container is read-only. What is in it is handed to the engine as an archive, before the program runs.
 */

import { tarOf } from '../../common/tar.ts';
import type { ProgramLaunch } from '../port/port.ts';

/** The volume, which belongs to root. */
export const PROGRAM_VOLUME = '/meshbed';
const FOLDER = 'files';
/** Where a program in a container finds its files; there it may write. */
export const PROGRAM_FOLDER = `${PROGRAM_VOLUME}/${FOLDER}`;

/** The folder, in which anybody may write, and its files; to be unpacked in the volume. */
export function archiveOfProgramFiles({ files }: ProgramLaunch): Buffer {
  const texts = Object.entries(files).map(([name, text]) => ({
    name: `${FOLDER}/${name}`,
    mode: 0o666,
    content: Buffer.from(text),
  }));
  return tarOf([{ name: FOLDER, mode: 0o777 }, ...texts]);
}
