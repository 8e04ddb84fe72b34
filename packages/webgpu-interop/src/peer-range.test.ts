import { readFileSync } from 'node:fs';
import * as lowest from 'onnxruntime-web';
import * as prerelease from 'onnxruntime-web-prerelease';
import { maxSatisfying, minVersion, satisfies } from 'semver';
import { describe, expect, it } from 'vitest';

const { peerDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const range: string = peerDependencies['onnxruntime-web'];

describe(`the range of onnxruntime-web, ${range},`, () => {
  it.each(['1.30.0', '1.31.0-dev.20260914-8d85527a0', '1.31.0'])('has %s', (version) => {
    expect(satisfies(version, range)).toBe(true);
  });

  it.each(['1.29.0', '1.32.0', '2.0.0'])('has not %s', (version) => {
    expect(satisfies(version, range)).toBe(false);
  });

  it('is tested at its ends', () => {
    const tested = [lowest, prerelease].map(({ env }) => env.versions.web!);
    expect(tested[0]).toBe(minVersion(range)!.version);
    expect(maxSatisfying(tested, range)).toBe(tested[1]);
  });
});
