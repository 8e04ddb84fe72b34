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
        "key": "involution forward {"dataFormat":"channelsLast","kernelOrder":"group-major","channelGrouping":"blocked","windows":[[3,1,1],[3,1,1]],"elementType":"f32","lanes":4,"pixels":4,"isUnrolled":true,"alternates":false,"tapsFirst":false}",
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
            "name": "outHeight",
            "value": 6,
          },
          {
            "name": "padHeight",
            "value": 1,
          },
          {
            "name": "xHeight",
            "value": 12,
          },
          {
            "name": "yHeight",
            "value": 12,
          },
          {
            "name": "kernelHeight",
            "value": 108,
          },
          {
            "name": "inWidth",
            "value": 6,
          },
          {
            "name": "outWidth",
            "value": 6,
          },
          {
            "name": "padWidth",
            "value": 1,
          },
          {
            "name": "xWidth",
            "value": 2,
          },
          {
            "name": "yWidth",
            "value": 2,
          },
          {
            "name": "kernelWidth",
            "value": 18,
          },
          {
            "name": "xBatch",
            "value": 72,
          },
          {
            "name": "yBatch",
            "value": 72,
          },
          {
            "name": "blocks",
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
            "name": "kernelBatch",
            "value": 648,
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
    const options = { kernelSize: 3, groups: 16, strides: 2, pad: 2 };
    const a = program(operation, [1, 9, 40, 64], options);
    const b = program(operation, [3, 20, 61, 80], { ...options, groups: 20, pad: 1 });
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
    const options = { kernelSize: [3, 2, 3], groups: 16, strides: [2, 1, 1], pad: 2 } as const;
    const a = program(operation, [1, 9, 7, 20, 64], options);
    const b = program(operation, [3, 4, 20, 31, 80], { ...options, groups: 20, pad: 1 });
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
    expect(one.key).toContain('"windows":[[3,1,1],[3,1,1]]');
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
        outHeight: i32,
        padHeight: i32,
        xHeight: i32,
        yHeight: i32,
        kernelHeight: i32,
        inWidth: i32,
        outWidth: i32,
        padWidth: i32,
        xWidth: i32,
        yWidth: i32,
        kernelWidth: i32,
        xBatch: i32,
        yBatch: i32,
        blocks: i32,
        channelBlocks: i32,
        channelBlocksInGroup: i32,
        kernelBatch: i32,
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block * 2;
        let top = row - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let sourceBatch = batch * uniforms.xBatch + channel;
        let own0 = min(column, uniforms.outWidth - 1) * uniforms.kernelWidth;
        let own1 = min(column + 1, uniforms.outWidth - 1) * uniforms.kernelWidth;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        for (var tap = 0; tap < 3; tap++) {
          let h = top + tap;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + row * uniforms.kernelHeight + tap * 3;
          if (h >= 0 && h < uniforms.inHeight) {
            let sourceLine = sourceBatch + h * uniforms.xHeight;
            let weights0 = kernelLine + own0;
            let weights1 = kernelLine + own1;
            let first = left;
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0]), w == nearest);
            }
            {
              let w = first + 1;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(f32(), f32(kernel[weights1]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0 + 1]), w == nearest);
            }
            {
              let w = first + 2;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(f32(), f32(kernel[weights1 + 1]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0 + 2]), w == nearest);
            }
            {
              let w = first + 3;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(f32(), f32(kernel[weights1 + 2]), w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel + row * uniforms.yHeight;
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.yWidth;
          result[at] = sum0;
        }
        if (column + 1 < uniforms.outWidth) {
          let at = resultLine + (column + 1) * uniforms.yWidth;
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

  it('forward with weights that a workgroup shares', () => {
    const options = { kernelSize: [1, 2], groups: 8 } as const;
    expect(program('forward', [1, 1, 4, 128], options).body).toMatchInlineSnapshot(`
      "var<workgroup> weightTile: array<f32, 64>;
      fn involution(index: i32) {
        let local = index % 64;
        var rest = index / 64;
        let channelPart = rest % uniforms.channelParts;
        rest /= uniforms.channelParts;
        let blockPart = rest % uniforms.blockParts;
        rest /= uniforms.blockParts;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let channel = channelPart * 32 + local % 32;
        let blockInPart = local / 32;
        let block = blockPart + blockInPart;
        let isActive = index < uniforms.invocations && blockInPart < 1 && block < uniforms.blocks && channel < uniforms.channelBlocks;
        let firstGroup = channelPart * 8;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block * 4;
        let top = row - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let sourceBatch = batch * uniforms.xBatch + channel;
        let entry0 = min(local, 63);
        let from0 = clamp(blockPart * 4 + entry0 / 16, 0, uniforms.outWidth - 1) * uniforms.kernelWidth + min(firstGroup + entry0 / 2 % 8, uniforms.groups - 1) * uniforms.kernelGroup + entry0 % 2;
        let ownWeights = (blockInPart * 32 + group - firstGroup) * 2;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        var sum2 = vec4<f32>();
        var sum3 = vec4<f32>();
        for (var tap = 0; tap < 1; tap++) {
          let h = top + tap;
          let kernelLine = batch * uniforms.kernelBatch + row * uniforms.kernelHeight + tap * 2;
          workgroupBarrier();
          if (h >= 0 && h < uniforms.inHeight) {
            weightTile[local] = f32(kernel[kernelLine + from0]);
          }
          workgroupBarrier();
          if (isActive && h >= 0 && h < uniforms.inHeight) {
            let sourceLine = sourceBatch + h * uniforms.xHeight;
            let first = left;
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(f32(), weightTile[ownWeights], w == nearest);
            }
            {
              let w = first + 1;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum1 += value * select(f32(), weightTile[ownWeights + 16], w == nearest);
              sum0 += value * select(f32(), weightTile[ownWeights + 1], w == nearest);
            }
            {
              let w = first + 2;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum2 += value * select(f32(), weightTile[ownWeights + 32], w == nearest);
              sum1 += value * select(f32(), weightTile[ownWeights + 17], w == nearest);
            }
            {
              let w = first + 3;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum3 += value * select(f32(), weightTile[ownWeights + 48], w == nearest);
              sum2 += value * select(f32(), weightTile[ownWeights + 33], w == nearest);
            }
            {
              let w = first + 4;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum3 += value * select(f32(), weightTile[ownWeights + 49], w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel + row * uniforms.yHeight;
        if (isActive && column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.yWidth;
          result[at] = sum0;
        }
        if (isActive && column + 1 < uniforms.outWidth) {
          let at = resultLine + (column + 1) * uniforms.yWidth;
          result[at] = sum1;
        }
        if (isActive && column + 2 < uniforms.outWidth) {
          let at = resultLine + (column + 2) * uniforms.yWidth;
          result[at] = sum2;
        }
        if (isActive && column + 3 < uniforms.outWidth) {
          let at = resultLine + (column + 3) * uniforms.yWidth;
          result[at] = sum3;
        }
      }"
    `);
  });

  it('gradKernel that takes halves in turn', () => {
    const options = { kernelSize: [2, 1], groups: 1, pad: 'valid' } as const;
    expect(program('gradKernel', [1, 3, 1, 8], options).body).toMatchInlineSnapshot(`
      "fn involution(index: i32) {
        if (index >= uniforms.invocations) { return; }
        var rest = index;
        let tap = rest % 2;
        rest /= 2;
        let rowInPair = rest % 2;
        rest /= 2;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let pair = rest % uniforms.rowPairs;
        rest /= uniforms.rowPairs;
        let batch = rest;
        let row = pair * 2 + rowInPair;
        if (row >= uniforms.outHeight) { return; }
        let half = tap % 2;
        let column = block;
        let h = row + tap - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let xLine = batch * uniforms.xBatch + group * uniforms.xGroup + h * uniforms.xHeight;
        let dyLine = batch * uniforms.yBatch + group * uniforms.yGroup + row * uniforms.yHeight;
        let resultLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + row * uniforms.kernelHeight + tap;
        let dy0At = dyLine + min(column, uniforms.outWidth - 1) * uniforms.yWidth;
        let w0 = left;
        let nearest0 = clamp(w0, 0, uniforms.inWidth - 1);
        var sum0_0 = 0.0;
        if (h >= 0 && h < uniforms.inHeight) {
          for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
            let xAt = xLine + (channels ^ half) * uniforms.xChannelBlock;
            let dyChannels = (channels ^ half) * uniforms.yChannelBlock;
            let dy0 = vec4<f32>(dy[dy0At + dyChannels]);
            let x0 = vec4<f32>(x[xAt + nearest0 * uniforms.xWidth]);
            sum0_0 += dot(x0, dy0);
          }
        }
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.kernelWidth;
          result[at] = select(0.0, sum0_0, w0 == nearest0);
        }
      }"
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel % uniforms.groupBlocks;
        let column = block;
        let top = row - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let sourceBatch = batch * uniforms.xBatch + channel;
        let own0 = min(column, uniforms.outWidth - 1) * uniforms.kernelWidth;
        var sum0 = vec4<f32>();
        for (var tap = 0; tap < 1; tap++) {
          let h = top + tap;
          let kernelLine = batch * uniforms.kernelBatch + group + row * uniforms.kernelHeight + tap * 2 * uniforms.kernelTap;
          if (h >= 0 && h < uniforms.inHeight) {
            let sourceLine = sourceBatch + h * uniforms.xHeight;
            let weights0 = kernelLine + own0;
            let first = left;
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(vec4<f32>(), vec4<f32>(kernel[weights0]), w == nearest);
            }
            {
              let w = first + 1;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(vec4<f32>(), vec4<f32>(kernel[weights0 + uniforms.kernelTap]), w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel + row * uniforms.yHeight;
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.yWidth;
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
        let column = rest % uniforms.outWidth;
        rest /= uniforms.outWidth;
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let channel = rest % uniforms.channelBlocks;
        rest /= uniforms.channelBlocks;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let row = block * 3;
        let left = column - uniforms.padWidth;
        let top = row - uniforms.padHeight;
        let sourceBatch = batch * uniforms.xBatch + channel * 4 * uniforms.xChannel;
        let own0 = min(row, uniforms.outHeight - 1) * uniforms.kernelHeight;
        let own1 = min(row + 1, uniforms.outHeight - 1) * uniforms.kernelHeight;
        let own2 = min(row + 2, uniforms.outHeight - 1) * uniforms.kernelHeight;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        var sum2 = vec4<f32>();
        for (var tap = 0; tap < 1; tap++) {
          let w = left + tap;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + column + tap * uniforms.kernelTap;
          if (w >= 0 && w < uniforms.inWidth) {
            let sourceLine = sourceBatch + w;
            let weights0 = kernelLine + own0;
            let weights1 = kernelLine + own1;
            let weights2 = kernelLine + own2;
            let first = top;
            {
              let h = first;
              let nearest = clamp(h, 0, uniforms.inHeight - 1);
              let at = sourceLine + nearest * uniforms.xHeight;
              let value = select(vec4<f32>(), vec4<f32>(f32(x[at]), f32(x[at + uniforms.xChannel]), f32(x[at + 2 * uniforms.xChannel]), f32(x[at + 3 * uniforms.xChannel])), h == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0]), h == nearest);
            }
            {
              let h = first + 1;
              let nearest = clamp(h, 0, uniforms.inHeight - 1);
              let at = sourceLine + nearest * uniforms.xHeight;
              let value = select(vec4<f32>(), vec4<f32>(f32(x[at]), f32(x[at + uniforms.xChannel]), f32(x[at + 2 * uniforms.xChannel]), f32(x[at + 3 * uniforms.xChannel])), h == nearest);
              sum1 += value * select(f32(), f32(kernel[weights1]), h == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0 + uniforms.kernelTap]), h == nearest);
            }
            {
              let h = first + 2;
              let nearest = clamp(h, 0, uniforms.inHeight - 1);
              let at = sourceLine + nearest * uniforms.xHeight;
              let value = select(vec4<f32>(), vec4<f32>(f32(x[at]), f32(x[at + uniforms.xChannel]), f32(x[at + 2 * uniforms.xChannel]), f32(x[at + 3 * uniforms.xChannel])), h == nearest);
              sum2 += value * select(f32(), f32(kernel[weights2]), h == nearest);
              sum1 += value * select(f32(), f32(kernel[weights1 + uniforms.kernelTap]), h == nearest);
            }
            {
              let h = first + 3;
              let nearest = clamp(h, 0, uniforms.inHeight - 1);
              let at = sourceLine + nearest * uniforms.xHeight;
              let value = select(vec4<f32>(), vec4<f32>(f32(x[at]), f32(x[at + uniforms.xChannel]), f32(x[at + 2 * uniforms.xChannel]), f32(x[at + 3 * uniforms.xChannel])), h == nearest);
              sum2 += value * select(f32(), f32(kernel[weights2 + uniforms.kernelTap]), h == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel * 4 * uniforms.yChannel + column;
        if (row < uniforms.outHeight) {
          let at = resultLine + row * uniforms.yHeight;
          result[at] = sum0.x;
          result[at + uniforms.yChannel] = sum0.y;
          result[at + 2 * uniforms.yChannel] = sum0.z;
          result[at + 3 * uniforms.yChannel] = sum0.w;
        }
        if (row + 1 < uniforms.outHeight) {
          let at = resultLine + (row + 1) * uniforms.yHeight;
          result[at] = sum1.x;
          result[at + uniforms.yChannel] = sum1.y;
          result[at + 2 * uniforms.yChannel] = sum1.z;
          result[at + 3 * uniforms.yChannel] = sum1.w;
        }
        if (row + 2 < uniforms.outHeight) {
          let at = resultLine + (row + 2) * uniforms.yHeight;
          result[at] = sum2.x;
          result[at + uniforms.yChannel] = sum2.y;
          result[at + 2 * uniforms.yChannel] = sum2.z;
          result[at + 3 * uniforms.yChannel] = sum2.w;
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block;
        let top = row - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let sourceBatch = batch * uniforms.xBatch + channel;
        let own0 = min(column, uniforms.outWidth - 1) * uniforms.kernelWidth;
        var sum0 = f32();
        for (var tap = 0; tap < 1; tap++) {
          let h = top + tap;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + row * uniforms.kernelHeight + tap * 200;
          if (h >= 0 && h < uniforms.inHeight) {
            let sourceLine = sourceBatch + h * uniforms.xHeight;
            let weights0 = kernelLine + own0;
            for (var v = 0; v < 200; v++) {
              let w = left + v;
              if (w >= 0 && w < uniforms.inWidth) {
                let at = sourceLine + w * uniforms.xWidth;
                let value = f32(x[at]);
                sum0 += value * f32(kernel[weights0 + v]);
              }
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel + row * uniforms.yHeight;
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.yWidth;
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.inHeight;
        rest /= uniforms.inHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block * 4 + uniforms.firstPadded - uniforms.padWidth;
        let top = row + uniforms.padHeight;
        let left = column + uniforms.padWidth;
        let sourceBatch = batch * uniforms.yBatch + channel;
        var sum0 = vec4<f32>();
        var sum1 = vec4<f32>();
        var sum2 = vec4<f32>();
        var sum3 = vec4<f32>();
        for (var tap = 0; tap < 3; tap++) {
          let reachHeight = top - tap;
          let h = reachHeight / 2;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + h * uniforms.kernelHeight + tap * 3;
          if (reachHeight % 2 == 0 && h >= 0 && h < uniforms.outHeight) {
            let sourceLine = sourceBatch + h * uniforms.yHeight;
            let first = left / 2;
            {
              let w = first - 1;
              let nearest = clamp(w, 0, uniforms.outWidth - 1);
              let weights = kernelLine + nearest * uniforms.kernelWidth;
              let at = sourceLine + nearest * uniforms.yWidth;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights + 2]), w == nearest);
            }
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.outWidth - 1);
              let weights = kernelLine + nearest * uniforms.kernelWidth;
              let at = sourceLine + nearest * uniforms.yWidth;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights]), w == nearest);
              sum1 += value * select(f32(), f32(kernel[weights + 1]), w == nearest);
              sum2 += value * select(f32(), f32(kernel[weights + 2]), w == nearest);
            }
            {
              let w = first + 1;
              let nearest = clamp(w, 0, uniforms.outWidth - 1);
              let weights = kernelLine + nearest * uniforms.kernelWidth;
              let at = sourceLine + nearest * uniforms.yWidth;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), w == nearest);
              sum2 += value * select(f32(), f32(kernel[weights]), w == nearest);
              sum3 += value * select(f32(), f32(kernel[weights + 1]), w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.xBatch + channel + row * uniforms.xHeight;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultLine + column * uniforms.xWidth;
          result[at] = sum0;
        }
        if (column + 1 >= 0 && column + 1 < uniforms.inWidth) {
          let at = resultLine + (column + 1) * uniforms.xWidth;
          result[at] = sum1;
        }
        if (column + 2 >= 0 && column + 2 < uniforms.inWidth) {
          let at = resultLine + (column + 2) * uniforms.xWidth;
          result[at] = sum2;
        }
        if (column + 3 >= 0 && column + 3 < uniforms.inWidth) {
          let at = resultLine + (column + 3) * uniforms.xWidth;
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.inHeight;
        rest /= uniforms.inHeight;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block + uniforms.firstPadded - uniforms.padWidth;
        let top = row + uniforms.padHeight;
        let left = column + uniforms.padWidth;
        let sourceBatch = batch * uniforms.yBatch + channel;
        var sum0 = vec4<f32>();
        for (var tap = 0; tap < 2; tap++) {
          let reachHeight = top - tap;
          let h = reachHeight / 9;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + h * uniforms.kernelHeight + tap * 2;
          if (reachHeight % 9 == 0 && h >= 0 && h < uniforms.outHeight) {
            let sourceLine = sourceBatch + h * uniforms.yHeight;
            for (var v = 0; v < 2; v++) {
              let reachWidth = left - v;
              let w = reachWidth / 9;
              if (reachWidth % 9 == 0 && w >= 0 && w < uniforms.outWidth) {
                let weights = kernelLine + w * uniforms.kernelWidth;
                let at = sourceLine + w * uniforms.yWidth;
                let value = vec4<f32>(dy[at]);
                sum0 += value * f32(kernel[weights + v]);
              }
            }
          }
        }
        let resultLine = batch * uniforms.xBatch + channel + row * uniforms.xHeight;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultLine + column * uniforms.xWidth;
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
        let tap = rest % 2;
        rest /= 2;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let column = block * 2;
        let h = row + tap - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let xLine = batch * uniforms.xBatch + group * uniforms.xGroup + h * uniforms.xHeight;
        let dyLine = batch * uniforms.yBatch + group * uniforms.yGroup + row * uniforms.yHeight;
        let resultLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + row * uniforms.kernelHeight + tap * 2;
        let dy0At = dyLine + min(column, uniforms.outWidth - 1) * uniforms.yWidth;
        let dy1At = dyLine + min(column + 1, uniforms.outWidth - 1) * uniforms.yWidth;
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
            let xAt = xLine + channels * uniforms.xChannelBlock;
            let dyChannels = channels * uniforms.yChannelBlock;
            let dy0 = vec4<f32>(dy[dy0At + dyChannels]);
            let dy1 = vec4<f32>(dy[dy1At + dyChannels]);
            let x0 = vec4<f32>(x[xAt + nearest0 * uniforms.xWidth]);
            sum0_0 += dot(x0, dy0);
            let x1 = vec4<f32>(x[xAt + nearest1 * uniforms.xWidth]);
            sum1_0 += dot(x1, dy1);
            sum0_1 += dot(x1, dy0);
            let x2 = vec4<f32>(x[xAt + nearest2 * uniforms.xWidth]);
            sum1_1 += dot(x2, dy1);
          }
        }
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.kernelWidth;
          result[at] = select(0.0, sum0_0, w0 == nearest0);
          result[at + 1] = select(0.0, sum0_1, w1 == nearest1);
        }
        if (column + 1 < uniforms.outWidth) {
          let at = resultLine + (column + 1) * uniforms.kernelWidth;
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let plane = rest % uniforms.outDepth;
        rest /= uniforms.outDepth;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block;
        let front = plane * 2 - uniforms.padDepth;
        let top = row - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let sourceBatch = batch * uniforms.xBatch + channel;
        let own0 = min(column, uniforms.outWidth - 1) * uniforms.kernelWidth;
        var sum0 = vec4<f32>();
        for (var tap = 0; tap < 6; tap++) {
          let d = front + tap / 2;
          let h = top + tap % 2 * 4;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + plane * uniforms.kernelDepth + row * uniforms.kernelHeight + ((tap / 2) * 2 + (tap % 2));
          if (d >= 0 && d < uniforms.inDepth && h >= 0 && h < uniforms.inHeight) {
            let sourceLine = sourceBatch + d * uniforms.xDepth + h * uniforms.xHeight;
            let weights0 = kernelLine + own0;
            let first = left;
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.inWidth - 1);
              let at = sourceLine + nearest * uniforms.xWidth;
              let value = select(vec4<f32>(), vec4<f32>(x[at]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights0]), w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.yBatch + channel + plane * uniforms.yDepth + row * uniforms.yHeight;
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.yWidth;
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
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.inHeight;
        rest /= uniforms.inHeight;
        let plane = rest % uniforms.inDepth;
        rest /= uniforms.inDepth;
        let batch = rest;
        let group = channel / uniforms.channelBlocksInGroup;
        let column = block + uniforms.firstPadded - uniforms.padWidth;
        let front = plane + uniforms.padDepth;
        let top = row + uniforms.padHeight;
        let left = column + uniforms.padWidth;
        let sourceBatch = batch * uniforms.yBatch + channel;
        var sum0 = vec4<f32>();
        for (var tap = 0; tap < 6; tap++) {
          let reachDepth = front - tap / 2;
          let d = reachDepth / 2;
          let h = top - tap % 2;
          let kernelLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + d * uniforms.kernelDepth + h * uniforms.kernelHeight + ((tap / 2) * 2 + (tap % 2));
          if (reachDepth % 2 == 0 && d >= 0 && d < uniforms.outDepth && h >= 0 && h < uniforms.outHeight) {
            let sourceLine = sourceBatch + d * uniforms.yDepth + h * uniforms.yHeight;
            let first = left;
            {
              let w = first;
              let nearest = clamp(w, 0, uniforms.outWidth - 1);
              let weights = kernelLine + nearest * uniforms.kernelWidth;
              let at = sourceLine + nearest * uniforms.yWidth;
              let value = select(vec4<f32>(), vec4<f32>(dy[at]), w == nearest);
              sum0 += value * select(f32(), f32(kernel[weights]), w == nearest);
            }
          }
        }
        let resultLine = batch * uniforms.xBatch + channel + plane * uniforms.xDepth + row * uniforms.xHeight;
        if (column >= 0 && column < uniforms.inWidth) {
          let at = resultLine + column * uniforms.xWidth;
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
        let tap = rest % 6;
        rest /= 6;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let plane = rest % uniforms.outDepth;
        rest /= uniforms.outDepth;
        let batch = rest;
        let column = block;
        let d = plane * 2 + tap / 2 - uniforms.padDepth;
        let h = row + tap % 2 - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let xLine = batch * uniforms.xBatch + group * uniforms.xGroup + d * uniforms.xDepth + h * uniforms.xHeight;
        let dyLine = batch * uniforms.yBatch + group * uniforms.yGroup + plane * uniforms.yDepth + row * uniforms.yHeight;
        let resultLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + plane * uniforms.kernelDepth + row * uniforms.kernelHeight + ((tap / 2) * 2 + (tap % 2));
        let dy0At = dyLine + min(column, uniforms.outWidth - 1) * uniforms.yWidth;
        let w0 = left;
        let nearest0 = clamp(w0, 0, uniforms.inWidth - 1);
        var sum0_0 = 0.0;
        if (d >= 0 && d < uniforms.inDepth && h >= 0 && h < uniforms.inHeight) {
          for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
            let xAt = xLine + channels * uniforms.xChannelBlock;
            let dyChannels = channels * uniforms.yChannelBlock;
            let dy0 = vec4<f32>(dy[dy0At + dyChannels]);
            let x0 = vec4<f32>(x[xAt + nearest0 * uniforms.xWidth]);
            sum0_0 += dot(x0, dy0);
          }
        }
        if (column < uniforms.outWidth) {
          let at = resultLine + column * uniforms.kernelWidth;
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
        let tap = rest % 1;
        rest /= 1;
        let group = rest % uniforms.groups;
        rest /= uniforms.groups;
        let block = rest % uniforms.blocks;
        rest /= uniforms.blocks;
        let row = rest % uniforms.outHeight;
        rest /= uniforms.outHeight;
        let batch = rest;
        let column = block;
        let h = row + tap - uniforms.padHeight;
        let left = column - uniforms.padWidth;
        let xLine = batch * uniforms.xBatch + group * uniforms.xGroup + h * uniforms.xHeight;
        let dyLine = batch * uniforms.yBatch + group * uniforms.yGroup + row * uniforms.yHeight;
        let resultLine = batch * uniforms.kernelBatch + group * uniforms.kernelGroup + row * uniforms.kernelHeight + tap * 70;
        let dyAt = dyLine + column * uniforms.yWidth;
        let at = resultLine + column * uniforms.kernelWidth;
        for (var v = 0; v < 70; v++) {
          let w = left + v;
          var sum = 0.0;
          if (h >= 0 && h < uniforms.inHeight && w >= 0 && w < uniforms.inWidth) {
            let xAt = xLine + w * uniforms.xWidth;
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
