// A second compiler beside Dawn's, as in naga.test.ts.
import { kitGeometries } from '@involution/adapters/kit-geometries';
import { nagaComplaints } from '@involution/adapters/naga';
import { describe, expect, it } from 'vitest';
import { fusedPrograms, withFeatures } from '../../test/fused.ts';
import { EXTREMES } from '../../test/modules.ts';
import { toModule } from '../index.ts';

describe.each(['channelsLast', 'channelsFirst'] as const)('naga, fused, %s', (dataFormat) => {
  const geometries = [...kitGeometries([1, 2, 3]).map(({ geometry }) => geometry), ...EXTREMES].map((geometry) =>
    withFeatures({ ...geometry, dataFormat }, 4),
  );
  const modules = geometries.flatMap((g) =>
    [{}, { isUnrolled: false }].flatMap((change) => fusedPrograms(g, change).map(toModule)),
  );

  it('takes every module, and translates it', () => {
    const texts = new Set(modules);
    expect(texts.size).toBeGreaterThan(100);
    expect([...texts].flatMap(nagaComplaints)).toEqual([]);
  });

  it('would say so', () => {
    expect(nagaComplaints(modules[0]!.replace('workgroupBarrier', 'workgroupBarriers'))).toHaveLength(1);
  });
});
