import { describe, expect, it } from 'vitest';
import { realServices } from '../../../harness/cli/real-services.ts';
import { meshbed } from './command-line.ts';

describe('meshbed conform, with real programs', () => {
  it('a program that does not exist: exit code 2, and the program named', async () => {
    const { conform } = realServices;
    const { code, err } = await meshbed('conform -- no-such-program', { conform });
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/no-such-program cannot be started/),
    });
  });

  it('interrupted: exit code 130, and everything has ended', async () => {
    const interrupted = AbortSignal.timeout(300);
    const { conform } = realServices;
    const forever = `conform -- ${process.execPath} -e setInterval(()=>{},1000)`;
    expect(await meshbed(forever, { conform, interrupted })).toMatchObject({ code: 130 });
  });
});
