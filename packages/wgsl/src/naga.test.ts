// A second compiler beside Dawn's, which the other tests have.
import { nagaComplaints } from '@involution/adapters/naga';
import { describe, expect, it } from 'vitest';
import { everyModule } from '../test/modules.ts';

describe.each([
  ['channelsLast', 'f32'],
  ['channelsFirst', 'f32'],
  ['channelsLast', 'f16'],
  ['channelsFirst', 'f16'],
  ['channelsLast', 'u32'],
  ['channelsFirst', 'u32'],
] as const)('naga, %s, %s', (dataFormat, type) => {
  const modules = everyModule(dataFormat, type);

  it('takes every module, and translates it', () => {
    expect(modules.length).toBeGreaterThan(500);
    expect(modules.flatMap(nagaComplaints)).toEqual([]);
  });

  it('would say so', () => {
    expect(nagaComplaints(modules[0]!.replace(': i32,', ': u32,'))).toHaveLength(1);
  });
});
