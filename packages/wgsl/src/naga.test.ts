// A second compiler beside Dawn's, which the other tests have.
import { nagaComplaints } from '@involution/adapters/naga';
import { describe, expect, it } from 'vitest';
import { everyModule } from '../test/modules.ts';

describe.each(['channelsLast', 'channelsFirst'] as const)('naga, %s', (dataFormat) => {
  const modules = everyModule(dataFormat);

  it('takes every module, and translates it', () => {
    expect(modules.length).toBeGreaterThan(500);
    expect(modules.flatMap(nagaComplaints)).toEqual([]);
  });

  it('would say so', () => {
    expect(nagaComplaints(modules[0]!.replace(': i32,', ': u32,'))).toHaveLength(1);
  });
});
