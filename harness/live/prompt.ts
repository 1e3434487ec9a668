/**
 * The prompt of a mesh that is held: lines from a terminal, or from a pipe. From a terminal, a line does not wait for the
 * one before it to be confirmed; from a pipe it does, so that a script does one thing after another.
 */

import { writeFile } from 'node:fs/promises';
import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { secondsText } from '../common/wording.ts';
import type { Paint } from '../report/paint.ts';
import { toPrintableLine } from '../report/printable.ts';
import { reportText } from '../report/text.ts';
import { messagesText, nodesText } from './answers.ts';
import { helpText, type PromptCommand, parseLine, WORDS } from './grammar.ts';
import type { LiveSession } from './session.ts';

export interface PromptIo {
  input: Readable;
  write(text: string): void;
  /** Where lines are typed and answered on a terminal: with a prompt, history and completion. */
  screen: NodeJS.WriteStream | null;
  paint: Paint;
  widthCharacters?: number;
}

/** How it is to end. */
export type Leave = 'quit' | 'finish';

export class Prompt implements Disposable {
  readonly #talk: PromptIo;
  readonly #session: LiveSession;
  readonly #lines: Interface;
  readonly #leave: (how: Leave) => void;
  #isClosed = false;

  /** `leave` is called when it is to end; it may be told more than once. */
  constructor(talk: PromptIo, session: LiveSession, leave: (how: Leave) => void) {
    this.#talk = talk;
    this.#session = session;
    this.#leave = leave;
    const { input, screen } = talk;
    this.#lines = createInterface({
      input,
      terminal: screen !== null,
      ...(screen === null ? {} : { output: screen, completer: (line: string) => this.#complete(line) }),
      prompt: `${toPrintableLine(session.topology.name).slice(0, 24)}> `,
    });
    // In raw mode the terminal sends no signal; listeners for it are called as ever.
    this.#lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  }

  /** Takes lines until it is closed. Where a pipe ends, the mesh is held on; Ctrl-D at a terminal quits. */
  async run(): Promise<void> {
    const isTerminal = this.#talk.screen !== null;
    if (isTerminal) this.#lines.prompt();
    try {
      for await (const line of this.#lines) {
        const obeyed = this.#obey(line);
        if (!isTerminal) await obeyed;
        // What has been typed meanwhile stays.
        if (isTerminal && !this.#isClosed) this.#lines.prompt(true);
      }
    } catch (error) {
      if (!this.#isClosed) throw error;
    }
    if (isTerminal && !this.#isClosed) this.#leave('quit');
  }

  /** Above the prompt, which stays what it is. */
  say(text: string): void {
    const { screen, write } = this.#talk;
    const isPrompting = screen !== null && !this.#isClosed;
    if (isPrompting) {
      cursorTo(screen, 0);
      clearLine(screen, 0);
    }
    write(`${text}\n`);
    if (isPrompting) this.#lines.prompt(true);
  }

  step(atMs: number, text: string): void {
    this.say(`  ${this.#talk.paint('dim', secondsText(atMs))}  ${toPrintableLine(text)}`);
  }

  /** The terminal is as it was before. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lines.close();
    this.#talk.screen?.write('\n');
  }

  async #obey(line: string): Promise<void> {
    try {
      await this.#carryOut(parseLine(line));
    } catch (error) {
      this.complain(error);
    }
  }

  async #carryOut(command: PromptCommand): Promise<void> {
    const session = this.#session;
    switch (command.kind) {
      case 'act':
        return await session.act(command.step);
      case 'wait':
        return await session.mesh.sleep(`${command.forMs}ms`);
      case 'nodes':
        return this.say(nodesText(session));
      case 'messages':
        return this.say(messagesText(session));
      case 'save':
        return await this.#save(command.file);
      case 'verdict': {
        const { paint, widthCharacters } = this.#talk;
        const how = { paint, again: false, ...(widthCharacters === undefined ? {} : { widthCharacters }) };
        return this.say(reportText(session.mesh.soFar(), how).trimEnd());
      }
      case 'help':
        return this.say(helpText());
      case 'finish':
        this.say('  waiting until all is decided; quit, or Ctrl-C, ends at once');
        return this.#leave('finish');
      case 'quit':
        return this.#leave('quit');
      case 'nothing':
        return;
    }
  }

  async #save(file: string): Promise<void> {
    const text = this.#session.scenario();
    await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
      const why = error.code ?? error.message;
      const fix = 'Name a file that can be written.';
      throw new MeshbedError('SAVE_FAILED', `${file} cannot be written: ${why}`, fix, EXIT.badInput, error);
    });
    this.say(`  saved: meshbed run ${toPrintableLine(file)}`);
  }

  /** What went wrong, and the cure. */
  complain(error: unknown): void {
    const { paint } = this.#talk;
    const text = error instanceof Error ? error.message : String(error);
    const fix = error instanceof MeshbedError && error.fix !== '' ? [error.fix] : [];
    this.say(
      [
        `${paint('red', 'error')}: ${text.split('\n').map(toPrintableLine).join('\n       ')}`,
        ...fix.map((each) => `  ${paint('cyan', 'fix')}: ${toPrintableLine(each)}`),
      ].join('\n'),
    );
  }

  /** Commands at the beginning, nodes after it. */
  #complete(line: string): [string[], string] {
    const [, before = '', last = ''] = /^(.*?)([^\s,|]*)$/.exec(line) ?? [];
    const among =
      before.trim() === ''
        ? WORDS.map((word) => `${word} `)
        : this.#session.topology.nodes.map(({ name }) => name);
    return [among.filter((each) => each.startsWith(last)), last];
  }
}
