/**
 * The two commands that talk to the peer that runs here: `say`, for people, and `health`, for the engine.
 */
import { askPeer, controlPath } from './control.ts';
import { stripControlCharacters } from './log.ts';

/** Says `words` through the peer that runs here, and prints what came of it. Returns the exit code. */
export async function sayThroughPeer(words: string[]): Promise<number> {
  const text = words.join(' ');
  if (text === '') {
    console.error('usage: say TEXT');
    return 2;
  }
  const reply = await request({ say: text });
  if (reply === undefined) return 1;
  if ('error' in reply) {
    console.error(`not said: ${reply.error}`);
    return 1;
  }
  const { up, name } = reply;
  if (up.length === 0) {
    console.error(`${name} has no neighbour that is up: nobody heard it`);
    return 1;
  }
  const whom = `${up.length} neighbour${up.length === 1 ? '' : 's'}: ${up.join(', ')}`;
  console.log(stripControlCharacters(`${name} said it to ${whom}`));
  return 0;
}

/** 0 if the peer that runs here answers. */
export async function checkHealth(): Promise<number> {
  const reply = await request({ status: true });
  if (reply === undefined || !('down' in reply)) return 1;
  const { name, up, down } = reply;
  console.log(
    stripControlCharacters(`${name}: up ${up.join(', ') || 'none'}; down ${down.join(', ') || 'none'}`),
  );
  return 0;
}

async function request(what: Parameters<typeof askPeer>[1]) {
  try {
    return await askPeer(controlPath(process.env), what);
  } catch (error) {
    console.error(`no peer to talk to here (${(error as Error).message})`);
    return undefined;
  }
}
