/**
 * `programs` as a file says them.
 */

import type { EventRule, ProgramSpec, ReadyRule } from '../model/program.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';
import { writtenContainer } from './container.ts';

/** By name, in the topology's order. */
export function writtenPrograms(programs: Readonly<Record<string, ProgramSpec>>): Map<string, WrittenKeys> {
  return new Map(Object.entries(programs).map(([name, program]) => [name, writtenProgram(program)]));
}

function writtenProgram(program: ProgramSpec): WrittenKeys {
  const { peers, env, container, files, ready, events, stop, commandAt: _, ...others } = program;
  const said = Object.entries(events).map(([event, rule]) => [event, writtenEvent(rule)]);
  return {
    ...others,
    ...(peers === 'never' ? { peers } : {}),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...writtenContainer(container),
    ...(Object.keys(files).length === 0 ? {} : { files }),
    ready: writtenReady(ready),
    ...(said.length === 0 ? {} : { events: Object.fromEntries(said) }),
    ...(stop === 'SIGTERM' ? {} : { stop }),
  };
}

function writtenReady({ withinMs, ...condition }: ReadyRule): WrittenKeys {
  return { ...condition, ...(withinMs === undefined ? {} : { within: formatDuration(withinMs) }) };
}

function writtenEvent({ own, ...rule }: EventRule): WrittenKeys {
  const isReported = own === undefined ? {} : { own: 'reported' };
  if (!('json' in rule)) return { ...rule, ...isReported };
  const { json, ...source } = rule;
  const { where, fields } = json;
  const isAny = Object.keys(where).length === 0;
  return { json: { ...(isAny ? {} : { where }), ...fields }, ...source, ...isReported };
}
