import { geometries } from '@involution/adapters/random-geometries';
import {
  FUSED_OPERATION_NAMES,
  type FusedGeometry,
  type FusedOperation,
  fusedShapeOf,
  shapeOf,
  sizeOf,
  tapCount,
} from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedPrograms, withFeatures } from '../../test/fused.ts';
import { DEFAULT_LIMITS, geometry } from '../../test/geometry.ts';
import { canFuse, makeFusedGradSpan, makeFusedProgram, paysToFuse, uniformData } from '../index.ts';

const anyGeometry = fc
  .tuple(geometries, fc.integer({ min: 1, max: 9 }))
  .map(([unfused, featureCount]) => withFeatures(unfused, featureCount));
const program = (g: FusedGeometry) => makeFusedProgram('fusedForward', g, DEFAULT_LIMITS);

/** Buffers of 1 GiB, as devices of today have them. */
const LARGE = { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 };

describe('makeFusedProgram', () => {
  const g = withFeatures(geometry([1, 8, 8, 32], { kernelSize: 7, groups: 2 }), 8);

  it('describes what to bind and dispatch', () => {
    const { body: _, uniforms: __, ...rest } = program(g);
    expect(rest).toMatchInlineSnapshot(`
      {
        "dispatch": [
          4,
          1,
          1,
        ],
        "elementType": "f32",
        "invocations": 128,
        "key": "involution fusedForward {"dataFormat":"channelsLast","kernelOrder":"group-major","channelGrouping":"blocked","windows":[[7,1,1],[7,1,1]],"elementType":"f32","lanes":4,"pixels":4,"isUnrolled":true,"slots":8,"tapsTogether":7}",
        "operands": [
          {
            "components": 4,
            "name": "x",
          },
          {
            "components": 1,
            "name": "features",
          },
          {
            "components": 1,
            "name": "spanWeights",
          },
          {
            "components": 1,
            "name": "spanBias",
          },
        ],
        "operation": "fusedForward",
        "outputComponents": 4,
        "workgroupSize": 32,
      }
    `);
  });

  it('keeps to half the memory that every device grants a workgroup', () => {
    fc.assert(
      fc.property(anyGeometry, (each) => {
        const size = Number(/array<vec4<f32>, (\d+)>;/.exec(program(each).body)![1]);
        expect(size % tapCount(each)).toBe(0);
        expect(16 * size).toBeLessThanOrEqual(16384 / 2);
      }),
    );
  });

  it('has one text for all sizes', () => {
    const larger = program(withFeatures(geometry([3, 20, 31, 96], { kernelSize: 7, groups: 3 }), 24));
    expect(larger).toMatchObject({ key: program(g).key, body: program(g).body });
    expect(uniformData(larger)).not.toEqual(uniformData(program(g)));
  });

  it('has equal texts for equal keys, and names every uniform that it uses and no other', () => {
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(anyGeometry, (each) => {
        for (const { key, body, uniforms } of fusedPrograms(each)) {
          expect(texts.get(key) ?? body).toBe(body);
          texts.set(key, body);
          const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
          expect(new Set(uniforms.map(({ name }) => name))).toEqual(used);
          for (const { value } of uniforms) expect(Number.isInteger(value)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['x', 'features', 'spanWeights', 'y'] as const)('refuses %s past the limits', (name) => {
    const ofName = {
      x: withFeatures(geometry([1, 8, 9, 2], { kernelSize: [8, 9], pad: 'valid', groups: 1 }), 1),
      features: withFeatures(geometry([1, 1, 1, 2], { kernelSize: 2, groups: 1 }), 400),
      spanWeights: withFeatures(geometry([1, 1, 1, 2], { kernelSize: 9, groups: 2 }), 3),
      y: withFeatures(geometry([1, 1, 1, 2], { kernelSize: 1, pad: 9, groups: 1 }), 1),
    }[name];
    const bytes = 4 * sizeOf(fusedShapeOf(ofName, name));
    const limits = { ...DEFAULT_LIMITS, maxBufferSize: bytes - 1 };
    expect(() => makeFusedProgram('fusedForward', ofName, limits)).toThrow(
      expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED', argument: name }),
    );
  });
});

describe('makeFusedGradSpan', () => {
  const sumsOf = (height: number, width: number, channels: number) => {
    const g = withFeatures(
      geometry([1, height, width, channels], { kernelSize: 7, groups: channels / 16 }),
      channels / 4,
    );
    return { g, sums: makeFusedGradSpan(g, { ...DEFAULT_LIMITS, ...LARGE }).spanSums };
  };

  it('sums many positions in parts, which take no more than a quarter of the memory of the kernel tensor', () => {
    const { g, sums } = sumsOf(56, 56, 64);
    expect(sums!.shape).toEqual([33, 17, 196]);
    expect(sizeOf(sums!.shape)).toBeLessThanOrEqual(sizeOf(shapeOf(g, 'kernel')) / 4);
    expect(sums!.program.dispatch).toEqual([33 * 4, 1, 1]);
  });

  it('needs nothing beside its results where positions are few for the features', () => {
    expect(sumsOf(14, 14, 256).sums).toBeUndefined();
    expect(sumsOf(7, 7, 512).sums).toBeUndefined();
  });

  it('refuses operands past the limits, and geometries without a program', () => {
    const g = withFeatures(geometry([1, 8, 9, 2], { kernelSize: 2, groups: 1 }), 1);
    const limits = { ...DEFAULT_LIMITS, maxBufferSize: 4 * sizeOf(fusedShapeOf(g, 'x')) - 1 };
    expect(() => makeFusedGradSpan(g, limits)).toThrow(expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED' }));
    const wide = withFeatures(geometry([1, 3, 3, 4], { kernelSize: [1, 513], groups: 1 }), 2);
    expect(() => makeFusedGradSpan(wide, DEFAULT_LIMITS)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});

describe('the bytes of a call', () => {
  it('are those of x and y, and little more, in a neck whose kernel no device could bind', () => {
    const g = withFeatures(geometry([1, 512, 1024, 256], { kernelSize: 7, groups: 16 }), 64);
    const { operands } = makeFusedProgram('fusedForward', g, { ...DEFAULT_LIMITS, ...LARGE });
    const bytes = [...operands.map(({ name }) => name as 'x'), 'y' as const].map(
      (name) => 4 * sizeOf(fusedShapeOf(g, name)),
    );
    const [x, y] = [bytes[0]!, bytes.at(-1)!];
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(1.3 * (x + y));
    expect(4 * sizeOf(shapeOf(g, 'kernel'))).toBeGreaterThan(LARGE.maxBufferSize);
  });
});

describe('canFuse', () => {
  it('is so where the kernel of four columns fits a workgroup', () => {
    const fits = withFeatures(geometry([1, 3, 3, 4], { kernelSize: [1, 512], groups: 1 }), 2);
    const exceeds = withFeatures(geometry([1, 3, 3, 4], { kernelSize: [1, 513], groups: 1 }), 2);
    expect([canFuse('fusedForward', fits), canFuse('fusedForward', exceeds)]).toEqual([true, false]);
    expect(() => program(fits)).not.toThrow();
    expect(() => program(exceeds)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: 'There is no program for fusedForward in this geometry, as canFuse says.',
      }),
    );
  });

  it('is not so where there are more slots than a shader can count', () => {
    const g = withFeatures(geometry([1, 2 ** 13, 2 ** 13, 1], { kernelSize: 7, groups: 1 }), 1);
    expect([31, 32].map((batchSize) => canFuse('fusedForward', { ...g, batchSize }))).toEqual([true, false]);
  });
});

describe('paysToFuse', () => {
  it.each([
    ['a layer of RedNet', [1, 56, 56, 64], 7, true],
    ['one tap', [1, 56, 56, 64], 1, false],
    ['three taps', [1, 56, 56, 64], [1, 3], false],
    ['four', [1, 56, 56, 64], 2, true],
    ['rows of two columns', [1, 56, 2, 64], 7, false],
    ['of three', [1, 56, 3, 64], 7, true],
    ['a window that no workgroup holds', [1, 56, 56, 64], 23, false],
  ] as const)('%s', (_, shape, kernelSize, expected) => {
    const g = withFeatures(geometry(shape, { kernelSize, groups: 4 }), 16);
    for (const operation of FUSED_OPERATION_NAMES) expect(paysToFuse(operation, g)).toBe(expected);
  });

  it('is not so for the gradient for x with a stride that four columns are no multiple of', () => {
    const paysWith = (operation: FusedOperation, strides: number) =>
      paysToFuse(operation, withFeatures(geometry([1, 56, 56, 64], { kernelSize: 7, strides, groups: 4 }), 16));
    expect([1, 2, 3, 4, 5].map((stride) => paysWith('fusedGradInput', stride))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect([1, 2, 3, 4, 5].map((stride) => paysWith('fusedGradSpan', stride))).not.toContain(false);
  });
});
