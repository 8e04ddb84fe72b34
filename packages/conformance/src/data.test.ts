// What data/ holds: it is what cases/ makes, it fits its schema, and its numbers are what each test needs.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OPERATION_NAMES, sizeOf } from '@involution/core';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { makeFiles } from '../cases/index.ts';
import type { CallEntry, Manifest, TestEntry, ValuesEntry } from './manifest.ts';
import { numbersOf } from './numbers.ts';
import { isSmokeTest } from './tests.ts';

const read = (name: string) => readFileSync(new URL(`../data/${name}`, import.meta.url));
const manifest = JSON.parse(read('manifest.json').toString()) as Manifest;
const schema = JSON.parse(read('manifest.schema.json').toString()) as object;
const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const callsOf = (test: TestEntry): readonly CallEntry[] => (test.check === 'noLeak' ? test.calls : [test]);

describe('the files', () => {
  it('have the same bytes every time, and the build has written them', () => {
    const [first, second] = [makeFiles(), makeFiles()];
    expect([...first.keys()]).toContain('manifest.json');
    for (const [name, bytes] of first) {
      expect(hashOf(second.get(name)!), name).toBe(hashOf(bytes));
      expect(hashOf(read(name)), `${name}: run \`pnpm build\``).toBe(hashOf(bytes));
    }
  });

  it('fit the schema, which knows a wrong manifest', () => {
    expect(validate(manifest), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    const [first, ...others] = manifest.tests;
    expect(validate({ ...manifest, tests: [{ ...first, check: 'vales' }, ...others] })).toBe(false);
    expect(validate({ ...manifest, tests: [{ ...first, operands: {} }, ...others] })).toBe(false);
  });

  it('give each test an id of its own and numbers that are there', () => {
    expect(new Set(manifest.tests.map(({ id }) => id)).size).toBe(manifest.tests.length);
    for (const test of manifest.tests) {
      const length = manifest.files[test.suite]?.numbers ?? 0;
      const tensors = callsOf(test).flatMap(({ operands }) => Object.values(operands));
      const ends = tensors.flatMap(({ offset, shape }) => (offset === undefined ? [] : [offset + sizeOf(shape)]));
      if (test.check === 'values') {
        const { values, magnitude, shape } = test.expected;
        ends.push(values + sizeOf(shape), magnitude + sizeOf(shape));
      }
      expect(Math.max(0, ...ends), test.id).toBeLessThanOrEqual(length);
    }
  });
});

describe('the range suite', () => {
  it('has no sum that overflows in one order and not in another', async () => {
    const numbers = await numbersOf('range');
    const infinite = [];
    for (const { id, expected } of manifest.tests.filter((test): test is ValuesEntry => test.suite === 'range')) {
      for (let at = 0; at < sizeOf(expected.shape); at++) {
        const value = Math.abs(numbers[expected.values + at]!);
        const magnitude = numbers[expected.magnitude + at]!;
        if (magnitude < 2 ** 127.5) continue;
        // Every product that is past the range has the sign of the sum, so that no order has two infinities to subtract.
        expect(value, id).toBeGreaterThan(2 ** 129);
        expect(value / magnitude, id).toBeGreaterThan(1 - 2 ** -40);
        infinite.push(id);
      }
    }
    expect(new Set(infinite)).toEqual(new Set(OPERATION_NAMES.map((operation) => `range/overflow/${operation}`)));
  });

  it('has subnormal sums that float32 holds exactly', async () => {
    const numbers = await numbersOf('range');
    const tests = manifest.tests.filter((test): test is ValuesEntry => test.id.startsWith('range/subnormal'));
    let subnormal = 0;
    for (const { id, expected } of tests) {
      for (const value of numbers.subarray(expected.values, expected.values + sizeOf(expected.shape))) {
        expect(Math.fround(value), id).toBe(value);
        if (value !== 0 && Math.abs(value) < 2 ** -126) subnormal++;
      }
    }
    expect(subnormal).toBeGreaterThan(1000);
  });
});

describe('the smoke tests', () => {
  it('are a few dozen that touch every suite, operation, dialect and rank', () => {
    const all = manifest.tests;
    const smoke = all.filter((test) => isSmokeTest({ smoke: test.smoke === true }));
    const touched = (tests: readonly TestEntry[], what: (test: TestEntry) => readonly unknown[]) =>
      new Set(tests.flatMap(what));
    const dialect = ({ options: { kernelOrder = 'group-major', channelGrouping = 'blocked' } }: CallEntry) =>
      `${kernelOrder} ${channelGrouping}`;
    const values = (test: TestEntry) => (test.check === 'values' ? [test] : []);
    for (const what of [
      (test: TestEntry) => [test.suite],
      (test: TestEntry) => [test.check],
      (test: TestEntry) => callsOf(test).map(({ operation }) => operation),
      (test: TestEntry) => values(test).map(dialect),
      (test: TestEntry) => values(test).map(({ operands }) => operands.x.shape.length),
    ]) {
      expect(touched(smoke, what)).toEqual(touched(all, what));
    }
    expect(smoke.length).toBeLessThan(60);
  });
});
