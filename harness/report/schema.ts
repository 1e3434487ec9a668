/**
 * The JSON Schema (draft 7) of `result.json`, for programs that read it: `schema/result.json`. What is not named here is
 * let through by it, since the shape only grows.
 */

import { z } from 'zod';
import type { CheckName } from '../check/explain/finding.ts';

const ms = (description: string) => z.number().describe(`${description}, in milliseconds`);
const count = (description: string) => z.int().min(0).describe(description);
const verdict = z.enum(['passed', 'failed', 'inconclusive']);

/** The compiler says when one is missing. */
const CHECKS: Record<CheckName, true> = {
  delivery: true,
  duplicates: true,
  integrity: true,
  conduct: true,
  keepalive: true,
  traffic: true,
  latency: true,
  memory: true,
  isolation: true,
};

const finding = z
  .object({
    word: z.string().describe('What is wrong, as in docs/verdicts.md: `lost`, `crashed`, …'),
    verdict: z.enum(['failed', 'inconclusive']),
    atMs: ms("When, since the scenario's start"),
    node: z.string().optional().describe('The node accused'),
    neighbour: z.string().optional().describe('The neighbour it is about'),
    message: z.string().optional().describe('The id of the message it is about'),
    text: z.string().describe('One sentence for a person'),
    cause: z.array(z.string()).describe('Why, as far as the journal tells; each a sentence'),
    evidence: z.array(z.int().min(1)).describe('Lines of journal.ndjson, from 1, that show it'),
  })
  .describe('One thing that went wrong, or could not be told');

const check = z
  .object({
    check: z.enum(Object.keys(CHECKS) as CheckName[]),
    asked: z.boolean().describe('Whether the topology file names it'),
    verdict,
    obligations: count('How many things were owed, and so could have failed'),
    pending: count('How many were not decided by the end'),
    pendingUntilMs: z
      .number()
      .nullable()
      .describe('When the last of them would have been, in milliseconds; null when none is'),
    findings: z.array(finding),
    figures: z
      .record(z.string(), z.number())
      .describe('Counts, and milliseconds where the name ends in `ms`'),
    notes: z.array(z.string()).optional().describe('Sentences that explain and accuse nobody'),
  })
  .describe('What one check found');

export const resultSchema = z
  .object({
    version: z.literal(1).describe('Changes when a field is taken away or means something else'),
    meshbed: z.string().describe('The version of meshbed that judged'),
    name: z.string().describe('The name of the topology'),
    file: z.string().optional().describe('Its file, as the user named it'),
    run: z.string().describe("The run's id"),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .describe('What repeats the run'),
    runtime: z.string().describe('Where the nodes ran: `docker`, `process`, …'),
    verdict,
    end: z
      .object({
        reason: z
          .enum(['decided', 'deadline', 'interrupted', 'broken', 'cut'])
          .describe('`cut`: the journal does not reach as far as this judgement needs'),
        text: z.string(),
      })
      .describe('Why the run ended'),
    figures: z.object({
      nodes: count('Nodes of the topology'),
      links: count('Links of the topology'),
      messages: count('Messages injected'),
      deliveries: count('Deliveries reported'),
      latencyP50Ms: ms('Half of the deliveries owed at injection took at most this long'),
      latencyP99Ms: ms('99 of 100 took at most this long'),
      latencyMaxMs: ms('The slowest'),
      unreachable: count('Deliveries that were not owed and not made'),
      startMs: ms('From the first start to the last node being ready'),
      scenarioMs: ms("From the scenario's start to its end"),
      journalRecords: count('Lines of the journal'),
    }),
    checks: z.array(check).describe('The checks of `expect`, over the whole run'),
    halfway: z
      .array(z.object({ atMs: ms("When, since the scenario's start"), checks: z.array(check) }))
      .describe('The checks of the `expect` steps, each on what had happened by then'),
    given: z
      .array(z.string())
      .optional()
      .describe('What containers were given that others are not, a sentence each: `n3 has NET_ADMIN`'),
    notGiven: z
      .array(z.string())
      .optional()
      .describe('The same, where the runtime has no containers, and nothing of it was applied'),
    notes: z
      .array(
        z.object({
          atMs: ms("When, since the scenario's start"),
          text: z.string().describe('One sentence for a person'),
          evidence: z.array(z.int().min(1)).describe('Lines of journal.ndjson, from 1, that show it'),
        }),
      )
      .optional()
      .describe('Faults that met nothing: the run is what it is, but not because of them'),
    warmUp: z
      .object({
        forMs: ms('How long it took'),
        met: count('Reports by then that a neighbour is up'),
        possible: count('Those that could have been'),
        end: z
          .enum(['settled', 'others', 'timeout', 'none'])
          .describe(
            '`settled`: nobody waited for a processor any more; `others`: other programs keep the processors busy; `timeout`: as long as it may take; `none`: not wanted',
          ),
      })
      .optional()
      .describe("Between the last node being ready and the scenario's start"),
    out: z.string().optional().describe('Where the evidence was written'),
    captured: z
      .object({ datagrams: count('In capture.pcapng'), missing: count('Records that could not be written') })
      .optional()
      .describe('With `--capture`'),
  })
  .describe('What `result.json` holds, and what `--json` prints, one line for each run');

export function resultJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(resultSchema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
  });
  return { $schema, title: 'meshbed result, version 1', ...schema };
}
