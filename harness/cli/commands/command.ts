/**
 * What a command is made of, and makes.
 */

import type { Command } from 'commander';
import type { Services } from '../actions/services.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface CommandContext {
  terminal: Terminal;
  services: Services;
  /** Sets the exit code. */
  finish(exitCode: number): void;
}

export type MakeCommand = (context: CommandContext) => Command;
