/**
 * Reading fields of a command: each is of the kind that is wanted, or a `BadCommand` says which is not, and what it
 * must be.
 */
import { isIP } from 'node:net';
import { BadCommand } from '../contract/commands.ts';

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function wrongField(what: string, wanted: string): BadCommand {
  return new BadCommand('bad-command', `"${what}" must be ${wanted}`);
}

export function readObjectField(value: unknown, what: string): Fields {
  if (!isFields(value)) throw wrongField(what, 'an object');
  return value;
}

export function readListField(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw wrongField(what, 'a list');
  return value;
}

export function readTextField(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw wrongField(what, 'a text that is not empty');
  return value;
}

export function readHostField(value: unknown, what: string): string {
  if (typeof value !== 'string' || isIP(value) === 0) throw wrongField(what, 'an IP literal');
  return value;
}

export function readFlagField(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw wrongField(what, 'true or false');
  return value;
}

export function readNumberField(value: unknown, what: string, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw wrongField(
    what,
    most === Number.MAX_VALUE ? `a number from ${least}` : `a number from ${least} to ${most}`,
  );
}

export function readCountField(value: unknown, what: string, least: number, most: number): number {
  if (!Number.isInteger(readNumberField(value, what, least, most))) throw wrongField(what, 'a whole number');
  return value as number;
}
