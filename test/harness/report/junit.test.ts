import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { junitXml } from '../../../harness/report/junit.ts';
import { HOSTILE } from './hostile.ts';
import { aCheck, aFailedRing, aLoss, aPassedRing } from './results.ts';
import { hasProgram } from './tools.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  isArray: (name) => ['testsuite', 'testcase'].includes(name),
});
const suitesOf = (xml: string) => parser.parse(xml).testsuites.testsuite;

const anExcuse = aLoss({ word: 'excused', verdict: 'inconclusive', text: 'n7 may have been late.' });
const note = { atMs: 4000, text: 'The partition at 4.000 s met nothing.', evidence: [7] };
const all = [
  aPassedRing({ notes: [note] }),
  aFailedRing([aLoss(), aLoss({ node: 'n8' })], {
    halfway: [{ atMs: 3000, checks: [aCheck('delivery', { obligations: 9 })] }],
  }),
  aFailedRing([anExcuse], { name: 'overloaded', verdict: 'inconclusive' }),
  aPassedRing({ name: 'late', verdict: 'inconclusive', end: 'deadline', endText: 'the deadline came' }),
  { file: 'bad.yaml', name: 'bad', why: 'no image x:1\nsecond line' },
];

describe('JUnit', () => {
  it('has a suite a file, with counts, and a case a check', () => {
    const [passed, failed] = suitesOf(junitXml(all));
    expect(passed).toMatchObject({
      '@name': 'ring',
      '@tests': '5',
      '@failures': '0',
      '@errors': '0',
      '@time': '14.457',
      '@file': 'examples/ring.yaml',
    });
    expect(passed.testcase.map((each: Record<string, string>) => each['@name'])).toEqual([
      'run',
      'delivery',
      'duplicates',
      'conduct',
      'keepalive',
    ]);
    expect(failed.testcase.map((each: Record<string, string>) => each['@name'])).toContain(
      'delivery at 3.000 s',
    );
  });

  it('has notes as properties, for they are no flaw of a case', () => {
    const [{ properties }] = suitesOf(junitXml(all));
    expect(properties.property).toContainEqual({ '@name': 'note', '@value': note.text });
  });

  it('says in the failure what is wrong, why, and where the evidence is', () => {
    const [, failed] = suitesOf(junitXml(all));
    const [{ failure }] = failed.testcase.filter((each: Record<string, unknown>) => each.failure);
    expect(failure['@message']).toMatch(/^n7 never got .* \(and 1 more\)$/);
    expect(failure['@type']).toBe('lost');
    expect(failure['#text']).toContain('- n6 and n8 never sent it to n7.');
    expect(failure['#text']).toContain('see journal.ndjson:123, 140');
  });

  it('shows what could not be told as an error, so that it is never green', () => {
    const [, , overloaded, late, bad] = suitesOf(junitXml(all));
    expect(overloaded).toMatchObject({ '@failures': '0', '@errors': '1' });
    expect(overloaded.testcase[1].error).toMatchObject({ '@type': 'excused' });
    expect(late.testcase[0].error).toMatchObject({ '@type': 'deadline', '@message': 'the deadline came' });
    expect(bad.testcase[0].error).toMatchObject({ '@message': 'no image x:1' });
  });

  it('shows a run in which nothing was at stake as an error', () => {
    const [suite] = suitesOf(junitXml([aPassedRing({ verdict: 'inconclusive', checks: [] })]));
    expect(suite).toMatchObject({ '@tests': '1', '@errors': '1' });
  });

  it('says how to run it again', () => {
    expect(junitXml(all)).toContain('value="meshbed run examples/ring.yaml --seed 42 --runtime docker"');
  });

  const hostile = HOSTILE.map((text) =>
    aFailedRing([aLoss({ text, node: text, cause: [text] })], { name: text, file: text, out: text }),
  );

  it('keeps foreign text as text', () => {
    const [suite] = suitesOf(junitXml(hostile));
    expect(suite.testcase.find((each: Record<string, unknown>) => each.failure).failure['#text']).toContain(
      HOSTILE[0],
    );
    expect(junitXml(hostile)).not.toMatch(/<script|<img/);
  });

  it.runIf(hasProgram('xmllint'))('is valid by the Jenkins format, also with hostile text in it', () => {
    const schema = join(import.meta.dirname, 'junit.xsd');
    for (const results of [all, hostile, []]) {
      const args = ['--noout', '--schema', schema, '-'];
      expect(() =>
        execFileSync('xmllint', args, { input: junitXml(results), stdio: ['pipe', 'pipe', 'pipe'] }),
      ).not.toThrow();
    }
  });
});
