import { EXIT, MeshbedError } from '../common/errors.ts';
import { parseDuration } from '../topology/text/units.ts';

/** `2s` as milliseconds. Throws a MeshbedError `BAD_DURATION` in the words of a topology's errors. */
export function durationMs(written: string): number {
  const parsed = parseDuration(written);
  if (parsed.ok) return parsed.value;
  throw new MeshbedError('BAD_DURATION', `${parsed.text}.`, parsed.fix, EXIT.badInput);
}
