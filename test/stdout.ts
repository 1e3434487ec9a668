import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * What a program says on stdout, also where it fails: there a run that did not pass is reported, with its evidence. One that
 * fails and says nothing there rejects with what it said on stderr.
 */
export async function stdoutOf(
  program: string,
  args: string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const ran = promisify(execFile)(program, args, { ...options, encoding: 'utf8' });
  const { stdout } = await ran.catch((error) => {
    if (!error.stdout) throw error;
    return error;
  });
  return stdout;
}
