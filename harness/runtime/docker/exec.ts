/**
 * Commands in a container that runs, through the engine's API, which has no way to end them. One that takes too long is no longer
 * listened to; it is killed where the engine is on this machine and we may, and ends with its container elsewhere.
 */

import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { engineErrorReason } from '../../engine/connect.ts';
import { Execution, notExecuted } from '../lifecycle/execution.ts';
import type { Executed } from '../port/port.ts';
import { Demux } from './demux.ts';

/** Never rejects. */
export async function execIn(container: Docker.Container, command: readonly string[]): Promise<Executed> {
  const execution = new Execution();
  let stream: Duplex | null = null;
  try {
    const { exec, output } = await begin(container, command, (chunk) => execution.stdout(chunk));
    stream = output;
    output.once('close', async () => {
      const code = await exec.inspect().then(
        ({ ExitCode }) => ExitCode,
        () => null,
      );
      execution.end({ code });
    });
    const executed = await execution.outcome();
    if (executed.code === null) await killIn(container.id, exec);
    return executed;
  } catch (error) {
    return notExecuted(new Error(engineErrorReason(error)));
  } finally {
    stream?.destroy();
  }
}

/** Only what is surely that container's: on another machine, the number is somebody else's here. */
async function killIn(container: string, exec: Docker.Exec): Promise<void> {
  try {
    const { Pid } = await exec.inspect();
    const cgroup = Pid > 0 ? await readFile(`/proc/${Pid}/cgroup`, 'latin1') : '';
    if (cgroup.includes(container)) process.kill(Pid, 'SIGKILL');
  } catch {
    // It has ended, it is on another machine, or it is not ours to kill.
  }
}

/**
 * Lines of a file, from its beginning, as they come; it need not be there yet. Needs the program `tail` in the image, which says
 * on its stderr where another file has taken the name, and where the file was cut off.
 */
export async function followIn(
  container: Docker.Container,
  path: string,
  tell: (chunk: Buffer) => void,
  anew: (isCutOff: boolean) => void,
): Promise<void> {
  const { code, text } = await execIn(container, ['tail', '-n', '0', '/dev/null']);
  if (code !== 0 && (await container.inspect()).State.Running)
    throw new MeshbedError(
      'COMMAND_NOT_FOUND',
      `The file ${path} cannot be read in its container: ${text || 'there is no program tail'}.`,
      'Take an image that has the program `tail`, or have the program write its log to its stdout.',
      EXIT.badInput,
    );
  await begin(container, ['tail', '-n', '+1', '-F', path], tell, (chunk) => {
    const said = chunk.toString();
    if (/truncated/.test(said)) anew(true);
    else if (/replaced|has appeared/.test(said)) anew(false);
  });
}

async function begin(
  container: Docker.Container,
  command: readonly string[],
  stdout: (chunk: Buffer) => void,
  stderr = stdout,
) {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const output = (await exec.start({ hijack: true, stdin: false })) as Duplex;
  const demux = new Demux(stdout, stderr);
  output.on('data', (chunk: Buffer) => demux.push(chunk));
  output.on('error', () => {});
  output.once('end', () => output.destroy());
  return { exec, output };
}
