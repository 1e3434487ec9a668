import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a program says on stdout, also where it fails: there a run that did not pass is reported, with its evidence. */
export async function stdoutOf(
  program: string,
  args: string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const ran = promisify(execFile)(program, args, { ...options, encoding: 'utf8' });
  const { stdout } = await ran.catch((error) => error);
  return stdout;
}
