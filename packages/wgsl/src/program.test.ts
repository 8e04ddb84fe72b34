import { type InvolutionOptions, OPERATION_NAMES, type Operation } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, geometry } from '../test/geometry.ts';
import { makeProgram, toModule, uniformData } from './index.ts';

const program = (operation: Operation, xShape: readonly number[], options: InvolutionOptions & { groups: number }) =>
  makeProgram(operation, geometry(xShape, options), DEFAULT_LIMITS);

describe('makeProgram', () => {
  it('describes what to bind and dispatch', () => {
    const { body: _, ...rest } = program('forward', [2, 6, 6, 8], { kernelSize: 3, groups: 2 });
    expect(rest).toMatchInlineSnapshot(`
      {
        "dispatch": [
          1,
          1,
          1,
        ],
        "elementType": "f32",
        "invocations": 48,
        "key": "involution forward channelsLast group-major blocked k3x3 s1x1 d1x1 lanes4 pixels4",
        "operands": [
          {
            "components": 4,
            "name": "x",
          },
          {
            "components": 1,
            "name": "kernel",
          },
        ],
        "operation": "forward",
        "outputComponents": 4,
        "uniforms": [
          {
            "name": "invocations",
            "value": 48,
          },
          {
            "name": "inHeight",
            "value": 6,
          },
          {
            "name": "inWidth",
            "value": 6,
          },
          {
            "name": "outHeight",
            "value": 6,
          },
          {
            "name": "outWidth",
            "value": 6,
          },
          {
            "name": "padTop",
            "value": 1,
          },
          {
            "name": "padLeft",
            "value": 1,
          },
          {
            "name": "columnBlocks",
            "value": 2,
          },
          {
            "name": "channelBlocks",
            "value": 2,
          },
          {
            "name": "channelBlocksInGroup",
            "value": 1,
          },
          {
            "name": "xBatch",
            "value": 72,
          },
          {
            "name": "xRow",
            "value": 12,
          },
          {
            "name": "xColumn",
            "value": 2,
          },
          {
            "name": "yBatch",
            "value": 72,
          },
          {
            "name": "yRow",
            "value": 12,
          },
          {
            "name": "yColumn",
            "value": 2,
          },
          {
            "name": "kernelBatch",
            "value": 648,
          },
          {
            "name": "kernelRow",
            "value": 108,
          },
          {
            "name": "kernelColumn",
            "value": 18,
          },
          {
            "name": "kernelGroup",
            "value": 9,
          },
        ],
        "workgroupSize": 64,
      }
    `);
  });

  it.each([
    ['forward', 'blocked', 'group-major', [4, 1, 4]],
    ['forward', 'interleaved', 'group-major', [4, 1, 4]],
    ['forward', 'interleaved', 'tap-major', [4, 4, 4]],
    ['gradInput', 'interleaved', 'tap-major', [4, 4, 4]],
    ['gradKernel', 'blocked', 'tap-major', [4, 4, 1]],
    ['gradKernel', 'interleaved', 'tap-major', [1, 1, 1]],
  ] as const)('%s %s %s: components', (operation, channelGrouping, kernelOrder, components) => {
    const { operands, outputComponents } = program(operation, [1, 6, 6, 16], {
      kernelSize: 3,
      groups: 4,
      channelGrouping,
      kernelOrder,
    });
    expect([...operands.map((operand) => operand.components), outputComponents]).toEqual(components);
  });

  it.each(OPERATION_NAMES)('%s: one text for all sizes', (operation) => {
    const options = { kernelSize: 3, groups: 2, strides: 2, pad: 2 };
    const a = program(operation, [1, 9, 11, 8], options);
    const b = program(operation, [3, 20, 31, 24], { ...options, groups: 3, pad: 1 });
    expect(b.key).toBe(a.key);
    expect(b.body).toBe(a.body);
    expect(b.uniforms.map(({ name }) => name)).toEqual(a.uniforms.map(({ name }) => name));
    expect(uniformData(b)).not.toEqual(uniformData(a));
  });

  it.each(OPERATION_NAMES)('%s: equal keys mean equal texts', (operation) => {
    const texts = new Map<string, string>();
    for (const dataFormat of ['channelsLast', 'channelsFirst'] as const)
      for (const kernelOrder of ['group-major', 'tap-major'] as const)
        for (const channelGrouping of ['blocked', 'interleaved'] as const)
          for (const groups of [1, 2, 4])
            for (const kernelSize of [1, [1, 2], [2, 1], 3, [1, 70]] as const)
              for (const strides of [1, [1, 2], [2, 1], 9] as const)
                for (const dilations of [1, [1, 2], [2, 1]] as const)
                  for (const size of [1, 2, 5, 20]) {
                    const options = { kernelSize, strides, dilations, groups, pad: 70 };
                    const dialect = { kernelOrder, channelGrouping, dataFormat };
                    const sizes = dataFormat === 'channelsLast' ? [3, size, 8] : [8, 3, size];
                    expectOneText(program(operation, [1, ...sizes], { ...options, ...dialect } as never));
                  }
    for (const rank of [1, 3])
      for (const size of [1, 2, 5])
        for (const kernelSize of [1, 2])
          for (const strides of [1, 9])
            for (const pad of ['valid', 1] as const) {
              if (pad === 'valid' && kernelSize > size) continue;
              const shape = [1, ...new Array<number>(rank).fill(size), 8];
              expectOneText(program(operation, shape, { kernelSize, strides, pad, groups: 2 }));
            }

    function expectOneText({ key, body }: { key: string; body: string }) {
      expect(texts.get(key) ?? body).toBe(body);
      texts.set(key, body);
    }
  });

  it.each(OPERATION_NAMES)('%s: a line is an image of one row, and a volume of one plane is an image', (operation) => {
    const row = program(operation, [2, 1, 9, 8], { kernelSize: [1, 3], strides: [1, 2], groups: 2 });
    expect(program(operation, [2, 9, 8], { kernelSize: 3, strides: 2, groups: 2 })).toEqual(row);
    expect(program(operation, [2, 1, 1, 9, 8], { kernelSize: [1, 1, 3], strides: [9, 1, 2], groups: 2 })).toEqual(row);
  });

  it.each(OPERATION_NAMES)('%s: one text for all sizes of volumes', (operation) => {
    const options = { kernelSize: [3, 2, 3], groups: 2, strides: [2, 1, 1], pad: 2 } as const;
    const a = program(operation, [1, 9, 7, 11, 8], options);
    const b = program(operation, [3, 4, 20, 31, 24], { ...options, pad: 1 });
    expect(b.body).toBe(a.body);
    expect(b.uniforms.map(({ name }) => name)).toEqual(a.uniforms.map(({ name }) => name));
  });

  it.each(OPERATION_NAMES)('%s: names every uniform it uses and no other', (operation) => {
    const { body, uniforms } = program(operation, [1, 9, 9, 6], { kernelSize: 3, groups: 2 });
    const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
    expect(new Set(uniforms.map(({ name }) => name))).toEqual(used);
    for (const { value } of uniforms) expect(Number.isInteger(value)).toBe(true);
  });

  it('drops steps that say nothing', () => {
    const plain = program('gradInput', [1, 4, 4, 8], { kernelSize: 1, pad: 'valid', groups: 2 });
    const odd = program('gradInput', [1, 4, 4, 8], { kernelSize: 1, dilations: 10 ** 12, pad: 'valid', groups: 2 });
    expect(odd).toEqual(plain);
    const one = program('forward', [1, 3, 3, 8], { kernelSize: 3, strides: 10 ** 12, pad: 'valid', groups: 2 });
    expect(one.key).toContain('s1x1');
  });

  it('spreads many invocations over dimensions', () => {
    const g = geometry([1, 64, 64, 64], { kernelSize: 1, groups: 4 });
    const { dispatch, invocations } = makeProgram('forward', g, {
      ...DEFAULT_LIMITS,
      maxComputeWorkgroupsPerDimension: 100,
    });
    expect(invocations).toBe(64 * 16 * 16);
    expect(dispatch).toEqual([86, 3, 1]);
  });
});

// The text, to be read in review.
describe('the text', () => {
  it('forward', () => {
    const options = { kernelSize: 3, groups: 2 };
    expect(toModule(program('forward', [1, 6, 2, 8], options))).toMatchInlineSnapshot(`
      "struct Uniforms {
        invocations: i32,
        inHeight: i32,
        inWidth: i32,
        outHeight: i32,
        outWidth: i32,
        padTop: i32,
        padLeft: i32,
        columnBlocks: i32,
        channelBlocks: i32,
        channelBlocksInGroup: i32,
        xBatch: i32,
        xRow: i32,
        xColumn: i32,
        yBatch: i32,
        yRow: i32,
        yColumn: i32,
        kernelBatch: i32,
        kernelRow: i32,
        kernelColumn: i32,
        kernelGroup: i32,
      }
      @group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
      @group(0) @binding(1) var<storage, read> kernel: array<f32>;
      @group(0) @binding(2) var<storage, read_write> result: array<vec4<f32>>;
      @group(0) @binding(3) var<uniform> uniforms: Uniforms;

      fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block * 2;
        let top = row - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xBatch = batch * uniforms.xBatch + channel;
        let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup;
        let kernel0 = kernelRow + column * uniforms.kernelColumn;
        // Pixels past the end of the row read the weights of its last one, and are not stored.
        let last = uniforms.outWidth - 1 - column;
        let kernel1 = kernel0 + min(1, last) * uniforms.kernelColumn;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        for (var u = 0; u < 3; u++) {
          let h = top + u;
          if (h >= 0 && h < uniforms.inHeight) {
            let xRow = xBatch + h * uniforms.xRow;
            let tapRow = u * 3;
            let weights0 = kernel0 + tapRow;
            let weights1 = kernel1 + tapRow;
            {
              let w = left;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(0.0, f32(kernel[weights0]), w == nearest);
            }
            {
              let w = left + 1;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(0.0, f32(kernel[weights1]), w == nearest);
              sum0 += value * select(0.0, f32(kernel[weights0 + 1]), w == nearest);
            }
            {
              let w = left + 2;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(0.0, f32(kernel[weights1 + 1]), w == nearest);
              sum0 += value * select(0.0, f32(kernel[weights0 + 2]), w == nearest);
            }
            {
              let w = left + 3;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(0.0, f32(kernel[weights1 + 2]), w == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.yBatch + row * uniforms.yRow + channel;
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.yColumn;
          result[at] = sum0;
        }
        if (column + 1 < uniforms.outWidth) {
          let at = resultRow + (column + 1) * uniforms.yColumn;
          result[at] = sum1;
        }
      }

      @compute @workgroup_size(64)
      fn main(
        @builtin(workgroup_id) workgroup: vec3<u32>,
        @builtin(num_workgroups) workgroups: vec3<u32>,
        @builtin(local_invocation_index) local: u32,
      ) {
        let linear = (workgroup.z * workgroups.y + workgroup.y) * workgroups.x + workgroup.x;
        involution(i32(linear * 64 + local));
      }
      "
    `);
  });

  it('forward, interleaved and tap-major: a vec4 of weights', () => {
    const options = {
      kernelSize: [1, 2],
      groups: 4,
      channelGrouping: 'interleaved',
      kernelOrder: 'tap-major',
      pad: 'valid',
    } as const;
    expect(program('forward', [1, 3, 2, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel % uniforms.groupBlocks;
        let column = block;
        let top = row - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xBatch = batch * uniforms.xBatch + channel;
        let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group;
        let kernel0 = kernelRow + column * uniforms.kernelColumn;
        var sum0 = vec4<f32>();
        for (var u = 0; u < 1; u++) {
          let h = top + u;
          if (h >= 0 && h < uniforms.inHeight) {
            let xRow = xBatch + h * uniforms.xRow;
            let tapRow = u * 2 * uniforms.kernelTap;
            let weights0 = kernel0 + tapRow;
            {
              let w = left;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(vec4<f32>(), vec4<f32>(kernel[weights0]), w == nearest);
            }
            {
              let w = left + 1;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(vec4<f32>(), vec4<f32>(kernel[weights0 + uniforms.kernelTap]), w == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.yBatch + row * uniforms.yRow + channel;
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.yColumn;
          result[at] = sum0;
        }
      }"
    `);
  });

  it('forward in NCHW: four planes at a time', () => {
    const options = { kernelSize: [2, 1], groups: 2, dataFormat: 'channelsFirst' } as const;
    expect(program('forward', [1, 8, 3, 1], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block;
        let top = row - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xBatch = batch * uniforms.xBatch + channel * 4 * uniforms.xChannel;
        let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup;
        let kernel0 = kernelRow + column;
        var sum0 = vec4<f32>();
        for (var u = 0; u < 2; u++) {
          let h = top + u;
          if (h >= 0 && h < uniforms.inHeight) {
            let xRow = xBatch + h * uniforms.xRow;
            let tapRow = u * uniforms.kernelTap;
            let weights0 = kernel0 + tapRow;
            {
              let w = left;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest;
              let value = select(vec4<f32>(), vec4<f32>(f32(x[at]), f32(x[at + uniforms.xChannel]), f32(x[at + 2 * uniforms.xChannel]), f32(x[at + 3 * uniforms.xChannel])), w == nearest);
              sum0 += value * select(0.0, f32(kernel[weights0]), w == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.yBatch + row * uniforms.yRow + channel * 4 * uniforms.yChannel;
        if (column < uniforms.outWidth) {
          let at = resultRow + column;
          result[at] = sum0.x;
          result[at + uniforms.yChannel] = sum0.y;
          result[at + 2 * uniforms.yChannel] = sum0.z;
          result[at + 3 * uniforms.yChannel] = sum0.w;
        }
      }"
    `);
  });

  it('forward with a very wide kernel: a loop over taps', () => {
    const options = { kernelSize: [1, 200], groups: 2 } as const;
    expect(program('forward', [1, 1, 8, 6], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block;
        let top = row - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xBatch = batch * uniforms.xBatch + channel;
        let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup;
        let kernel0 = kernelRow + column * uniforms.kernelColumn;
        var sum0 = 0.0;
        for (var u = 0; u < 1; u++) {
          let h = top + u;
          if (h >= 0 && h < uniforms.inHeight) {
            let xRow = xBatch + h * uniforms.xRow;
            let tapRow = u * 200;
            let weights0 = kernel0 + tapRow;
            for (var v = 0; v < 200; v++) {
              let w = left + v;
              if (w >= 0 && w < uniforms.inWidth) {
                let at = xRow + w * uniforms.xColumn;
                let value = f32(x[at]);
                sum0 += value * f32(kernel[weights0 + v]);
              }
            }
          }
        }
        let resultRow = batch * uniforms.yBatch + row * uniforms.yRow + channel;
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.yColumn;
          result[at] = sum0;
        }
      }"
    `);
  });

  it('gradInput with stride 2', () => {
    const options = { kernelSize: 3, strides: 2, groups: 2 };
    expect(program('gradInput', [1, 8, 4, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.inHeight;
        rest /= uniforms.inHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let padded = (block + uniforms.firstColumnBlock) * 4;
        let column = padded - uniforms.padLeft;
        let dyBatch = batch * uniforms.yBatch + channel;
        let kernelBatch = batch * uniforms.kernelBatch + group * uniforms.kernelGroup;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        var sum2 = vec4<f32>();
        var sum3 = vec4<f32>();
        for (var u = 0; u < 3; u++) {
          let reach = row + uniforms.padTop - u;
          let i = reach / 2;
          if (reach >= 0 && reach % 2 == 0 && i < uniforms.outHeight) {
            let dyRow = dyBatch + i * uniforms.yRow;
            let weightRow = kernelBatch + i * uniforms.kernelRow + u * 3;
            let first = padded / 2;
            {
              let j = first - 1;
              let nearest = clamp(j, 0, uniforms.outWidth - 1);
              let weights = weightRow + nearest * uniforms.kernelColumn;
              let at = dyRow + nearest * uniforms.yColumn;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), j == nearest);
              sum0 += value * select(0.0, f32(kernel[weights + 2]), j == nearest);
            }
            {
              let j = first;
              let nearest = clamp(j, 0, uniforms.outWidth - 1);
              let weights = weightRow + nearest * uniforms.kernelColumn;
              let at = dyRow + nearest * uniforms.yColumn;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), j == nearest);
              sum0 += value * select(0.0, f32(kernel[weights]), j == nearest);
              sum1 += value * select(0.0, f32(kernel[weights + 1]), j == nearest);
              sum2 += value * select(0.0, f32(kernel[weights + 2]), j == nearest);
            }
            {
              let j = first + 1;
              let nearest = clamp(j, 0, uniforms.outWidth - 1);
              let weights = weightRow + nearest * uniforms.kernelColumn;
              let at = dyRow + nearest * uniforms.yColumn;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), j == nearest);
              sum2 += value * select(0.0, f32(kernel[weights]), j == nearest);
              sum3 += value * select(0.0, f32(kernel[weights + 1]), j == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.xBatch + row * uniforms.xRow + channel;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultRow + column * uniforms.xColumn;
          result[at] = sum0;
        }
        if (column + 1 >= 0 && column + 1 < uniforms.inWidth) {
          let at = resultRow + (column + 1) * uniforms.xColumn;
          result[at] = sum1;
        }
        if (column + 2 >= 0 && column + 2 < uniforms.inWidth) {
          let at = resultRow + (column + 2) * uniforms.xColumn;
          result[at] = sum2;
        }
        if (column + 3 >= 0 && column + 3 < uniforms.inWidth) {
          let at = resultRow + (column + 3) * uniforms.xColumn;
          result[at] = sum3;
        }
      }"
    `);
  });

  it('gradInput with a large stride: divisibility is tested at run time', () => {
    const options = { kernelSize: 2, strides: 9, groups: 2 };
    expect(program('gradInput', [1, 20, 20, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.inHeight;
        rest /= uniforms.inHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let padded = (block + uniforms.firstColumnBlock);
        let column = padded - uniforms.padLeft;
        let dyBatch = batch * uniforms.yBatch + channel;
        let kernelBatch = batch * uniforms.kernelBatch + group * uniforms.kernelGroup;
        var sum0 = vec4<f32>();
        for (var u = 0; u < 2; u++) {
          let reach = row + uniforms.padTop - u;
          let i = reach / 9;
          if (reach >= 0 && reach % 9 == 0 && i < uniforms.outHeight) {
            let dyRow = dyBatch + i * uniforms.yRow;
            let weightRow = kernelBatch + i * uniforms.kernelRow + u * 2;
            for (var v = 0; v < 2; v++) {
              let reach = padded - v;
              let j = reach / 9;
              if (reach >= 0 && reach % 9 == 0 && j < uniforms.outWidth) {
                let weights = weightRow + j * uniforms.kernelColumn;
                let at = dyRow + j * uniforms.yColumn;
                let value = vec4<f32>(dy[at]);
                sum0 += value * f32(kernel[weights + v]);
              }
            }
          }
        }
        let resultRow = batch * uniforms.xBatch + row * uniforms.xRow + channel;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultRow + column * uniforms.xColumn;
          result[at] = sum0;
        }
      }"
    `);
  });

  it('gradKernel', () => {
    const options = { kernelSize: 2, groups: 2 };
    expect(program('gradKernel', [1, 6, 2, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let u = rest % 2;
        rest /= 2;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let column = block * 2;
        let h = row + u - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xRow = batch * uniforms.xBatch + h * uniforms.xRow + group * uniforms.xGroup;
        let dyRow = batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup;
        let resultRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup + u * 2;
        // What lies past the end of a row, or outside x, reads the nearest that does not. Its sums are not stored.
        let dy0At = dyRow + min(column, uniforms.outWidth - 1) * uniforms.yColumn;
        let dy1At = dyRow + min(column + 1, uniforms.outWidth - 1) * uniforms.yColumn;
        let w0 = left;
        let w1 = left + 1;
        let w2 = left + 2;
        let nearest0 = clamp(w0, 0, uniforms.inWidth - 1);
        let nearest1 = clamp(w1, 0, uniforms.inWidth - 1);
        let nearest2 = clamp(w2, 0, uniforms.inWidth - 1);
        var sum0_0 = 0.0;
        var sum0_1 = 0.0;
        var sum1_0 = 0.0;
        var sum1_1 = 0.0;
        if (h >= 0 && h < uniforms.inHeight) {
          for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
            let xAt = xRow + channels * uniforms.xChannelBlock;
            let dyChannels = channels * uniforms.yChannelBlock;
            let dy0 = vec4<f32>(dy[dy0At + dyChannels]);
            let dy1 = vec4<f32>(dy[dy1At + dyChannels]);
            let x0 = vec4<f32>(x[xAt + nearest0 * uniforms.xColumn]);
            sum0_0 += dot(x0, dy0);
            let x1 = vec4<f32>(x[xAt + nearest1 * uniforms.xColumn]);
            sum1_0 += dot(x1, dy1);
            sum0_1 += dot(x1, dy0);
            let x2 = vec4<f32>(x[xAt + nearest2 * uniforms.xColumn]);
            sum1_1 += dot(x2, dy1);
          }
        }
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.kernelColumn;
          result[at] = select(0.0, sum0_0, w0 == nearest0);
          result[at + 1] = select(0.0, sum0_1, w1 == nearest1);
        }
        if (column + 1 < uniforms.outWidth) {
          let at = resultRow + (column + 1) * uniforms.kernelColumn;
          result[at] = select(0.0, sum1_0, w1 == nearest1);
          result[at + 1] = select(0.0, sum1_1, w2 == nearest2);
        }
      }"
    `);
  });

  it('forward of volumes: rows of taps through all planes of the window', () => {
    const options = { kernelSize: [3, 2, 1], strides: [2, 1, 1], dilations: [1, 4, 1], groups: 2 } as const;
    expect(program('forward', [1, 5, 6, 1, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outRows;
        rest /= uniforms.outRows;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block;
        let topDepth = row / uniforms.outHeight * 2 - uniforms.padDepth;
        let top = row % uniforms.outHeight - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xBatch = batch * uniforms.xBatch + channel;
        let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup;
        let kernel0 = kernelRow + column * uniforms.kernelColumn;
        var sum0 = vec4<f32>();
        for (var u = 0; u < 6; u++) {
          let hDepth = topDepth + u / 2;
          let h = top + u % 2 * 4;
          if (hDepth >= 0 && hDepth < uniforms.inDepth && h >= 0 && h < uniforms.inHeight) {
            let xRow = xBatch + (hDepth * uniforms.inHeight + h) * uniforms.xRow;
            let tapRow = u;
            let weights0 = kernel0 + tapRow;
            {
              let w = left;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = xRow + nearest * uniforms.xColumn;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(0.0, f32(kernel[weights0]), w == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.yBatch + row * uniforms.yRow + channel;
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.yColumn;
          result[at] = sum0;
        }
      }"
    `);
  });

  it('gradInput of volumes', () => {
    const options = { kernelSize: [3, 2, 1], strides: [2, 1, 1], groups: 2 } as const;
    expect(program('gradInput', [1, 5, 6, 1, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.inRows;
        rest /= uniforms.inRows;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let padded = (block + uniforms.firstColumnBlock);
        let column = padded - uniforms.padLeft;
        let dyBatch = batch * uniforms.yBatch + channel;
        let kernelBatch = batch * uniforms.kernelBatch + group * uniforms.kernelGroup;
        var sum0 = vec4<f32>();
        for (var u = 0; u < 6; u++) {
          let reachDepth = row / uniforms.inHeight + uniforms.padDepth - u / 2;
          let reach = row % uniforms.inHeight + uniforms.padTop - u % 2;
          let iDepth = reachDepth / 2;
          let i = reach;
          if (reachDepth >= 0 && reachDepth % 2 == 0 && iDepth < uniforms.outDepth && reach >= 0 && i < uniforms.outHeight) {
            let dyRow = dyBatch + (iDepth * uniforms.outHeight + i) * uniforms.yRow;
            let weightRow = kernelBatch + (iDepth * uniforms.outHeight + i) * uniforms.kernelRow + u;
            let first = padded;
            {
              let j = first;
              let nearest = clamp(j, 0, uniforms.outWidth - 1);
              let weights = weightRow + nearest * uniforms.kernelColumn;
              let at = dyRow + nearest * uniforms.yColumn;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), j == nearest);
              sum0 += value * select(0.0, f32(kernel[weights]), j == nearest);
            }
          }
        }
        let resultRow = batch * uniforms.xBatch + row * uniforms.xRow + channel;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultRow + column * uniforms.xColumn;
          result[at] = sum0;
        }
      }"
    `);
  });

  it('gradKernel of volumes', () => {
    const options = { kernelSize: [3, 2, 1], strides: [2, 1, 1], groups: 2 } as const;
    expect(program('gradKernel', [1, 5, 6, 1, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let u = rest % 6;
        rest /= 6;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outRows;
        rest /= uniforms.outRows;
        let batch = rest;
        let column = block;
        let hDepth = row / uniforms.outHeight * 2 + u / 2 - uniforms.padDepth;
        let h = row % uniforms.outHeight + u % 2 - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xRow = batch * uniforms.xBatch + (hDepth * uniforms.inHeight + h) * uniforms.xRow + group * uniforms.xGroup;
        let dyRow = batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup;
        let resultRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup + u;
        // What lies past the end of a row, or outside x, reads the nearest that does not. Its sums are not stored.
        let dy0At = dyRow + min(column, uniforms.outWidth - 1) * uniforms.yColumn;
        let w0 = left;
        let nearest0 = clamp(w0, 0, uniforms.inWidth - 1);
        var sum0_0 = 0.0;
        if (hDepth >= 0 && hDepth < uniforms.inDepth && h >= 0 && h < uniforms.inHeight) {
          for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
            let xAt = xRow + channels * uniforms.xChannelBlock;
            let dyChannels = channels * uniforms.yChannelBlock;
            let dy0 = vec4<f32>(dy[dy0At + dyChannels]);
            let x0 = vec4<f32>(x[xAt + nearest0 * uniforms.xColumn]);
            sum0_0 += dot(x0, dy0);
          }
        }
        if (column < uniforms.outWidth) {
          let at = resultRow + column * uniforms.kernelColumn;
          result[at] = select(0.0, sum0_0, w0 == nearest0);
        }
      }"
    `);
  });

  it('gradKernel with a wide kernel: a loop over taps', () => {
    const options = { kernelSize: [1, 70], groups: 2 } as const;
    expect(program('gradKernel', [1, 6, 6, 6], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let u = rest % 1;
        rest /= 1;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.columnBlocks;
        rest /= uniforms.columnBlocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let column = block;
        let h = row + u - uniforms.padTop;
        let left = column - uniforms.padLeft;
        let xRow = batch * uniforms.xBatch + h * uniforms.xRow + group * uniforms.xGroup;
        let dyRow = batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup;
        let resultRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + group * uniforms.kernelGroup + u * 70;
        let dyAt = dyRow + column * uniforms.yColumn;
        let at = resultRow + column * uniforms.kernelColumn;
        for (var v = 0; v < 70; v++) {
          let w = left + v;
          var sum = 0.0;
          if (h >= 0 && h < uniforms.inHeight && w >= 0 && w < uniforms.inWidth) {
            let xAt = xRow + w * uniforms.xColumn;
            for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
              let value = f32(x[xAt + channels * uniforms.xChannelBlock]);
              sum += value * f32(dy[dyAt + channels * uniforms.yChannelBlock]);
            }
          }
          result[at + v] = sum;
        }
      }"
    `);
  });
});
