import { describe, expect, it, test } from 'vitest';
import { parseExpression } from '../../../harness/topology/text/expressions.ts';
import {
  fillPlaceholders,
  fillPlaceholdersInList,
  placeholdersIn,
} from '../../../harness/topology/text/placeholders.ts';

describe('placeholders', () => {
  const values = { node: 'n1', text: 'a {host} $& b', host: '127.0.0.1' };

  it.each([
    ['{node} and {node}', 'n1 and n1'],
    ['{{node}} is {node}', '{node} is n1'],
    ['{"a": {}, "b": { "c": 1 }}', '{"a": {}, "b": { "c": 1 }}'],
    // What stands in for one is not looked at again.
    ['{text}', 'a {host} $& b'],
    ['{unknown} {Node} {n1}', '{unknown} {Node} {n1}'],
  ])('%j is %j', (text, filled) => {
    expect(fillPlaceholders(text, values)).toBe(filled);
  });

  it('are named whether they are known or not', () => {
    expect(placeholdersIn('{node} {{host}} {nod} {}')).toEqual(['node', 'nod']);
  });

  it('of neighbours are an item for each', () => {
    const peers = ['a:1', 'b:2'];
    expect(fillPlaceholdersInList(['-join', '{peers}', '{node}'], values, peers)).toEqual([
      '-join',
      'a:1',
      'b:2',
      'n1',
    ]);
    expect(fillPlaceholdersInList(['-join', '{peers}'], values, [])).toEqual(['-join']);
    expect(fillPlaceholdersInList(['-join={peers}'], { peers: 'a:1,b:2' })).toEqual(['-join=a:1,b:2']);
  });
});

describe('expressions', () => {
  const match = (source: string, text: string) => {
    const parsed = parseExpression(source);
    if (!parsed.ok) throw new Error(parsed.text);
    return parsed.value.match(text);
  };

  it('find their groups anywhere in a line', () => {
    const found = match('Received: (?<message>\\S+)(?: (?<data>.*))?', '12:00 Received: 0.1 hello');
    expect(found).toEqual({ message: '0.1', data: 'hello' });
    expect(match('Received: (?P<message>\\S+)(?: (?<data>.*))?', 'Received: 0.1')).toEqual({
      message: '0.1',
    });
    expect(match('Received: (?<message>\\S+)', 'nothing')).toBeNull();
  });

  test.each(['(a', '(?=a)', '\\1', '(?<x>a)(?<x>b)', '.*', '(a{900}){9}'])('%s is refused', (source) => {
    expect(parseExpression(source)).toMatchObject({ ok: false });
  });

  it('take time that grows with the line and nothing else', () => {
    const beganMs = performance.now();
    expect(match('(a+)+b', 'a'.repeat(20_000))).toBeNull();
    expect(performance.now() - beganMs).toBeLessThan(60_000);
  });
});
