import { type InvolutionGeometry, type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { type Result, shaderFor } from './shader.ts';

type Options = InvolutionOptions & { groups: number };

function geometry(channels: number, options: Options, [height, width] = [8, 8]): InvolutionGeometry {
  const xShape: [number, number, number, number] = [1, height, width, channels];
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}

const WEBGL2 = { isPackingAllowed: true, webglVersion: 2 };
const RESULTS: readonly Result[] = ['y', 'dx', 'dkernel'];

describe('the choice of the packed shader', () => {
  const packed = (g: InvolutionGeometry, settings = WEBGL2) =>
    RESULTS.filter((result) => shaderFor(result, g, settings).isPacked);

  it.each<[string, number, Options, readonly Result[]]>([
    ['two channels of one group', 8, { kernelSize: 3, groups: 4 }, RESULTS],
    ['an odd number of channels per group', 12, { kernelSize: 3, groups: 4 }, []],
    ['one channel', 1, { kernelSize: 3, groups: 1 }, []],
    ['tap-major', 8, { kernelSize: 3, groups: 2, kernelOrder: 'tap-major' }, RESULTS],
    ['interleaved', 8, { kernelSize: 3, groups: 2, channelGrouping: 'interleaved' }, []],
    [
      'as Keras has it: two channels of neighbouring groups',
      8,
      { kernelSize: 3, groups: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
      RESULTS,
    ],
    [
      'the same with an odd number of groups',
      9,
      { kernelSize: 3, groups: 3, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
      [],
    ],
    ['a stride along the height', 8, { kernelSize: 3, groups: 4, strides: [2, 1] }, RESULTS],
    ['a stride along the width', 8, { kernelSize: 3, groups: 4, strides: [1, 2] }, ['y', 'dkernel']],
  ])('%s', (_, channels, options, expected) => {
    expect(packed(geometry(channels, options))).toEqual(expected);
  });

  it('follows WEBGL_PACK', () => {
    const g = geometry(8, { kernelSize: 3, groups: 4 });
    expect(packed(g, { isPackingAllowed: false, webglVersion: 2 })).toEqual([]);
    expect(packed(g, { isPackingAllowed: true, webglVersion: 1 })).toEqual(RESULTS);
  });
});

describe('the text', () => {
  it.each([true, false])('is the same for images of all sizes, packed = %s', (isPackingAllowed) => {
    const text = (size: [number, number]) =>
      RESULTS.map(
        (result) =>
          shaderFor(result, geometry(8, { kernelSize: 3, groups: 4 }, size), { isPackingAllowed, webglVersion: 2 })
            .code,
      );
    expect(text([13, 5])).toEqual(text([8, 8]));
    expect(text([1, 1])).toEqual(text([8, 8]));
  });

  it('fetches each texel of a row of 7 taps once', () => {
    const g = geometry(64, { kernelSize: 7, groups: 4 });
    const fetches = (result: Result, tensor: string) =>
      shaderFor(result, g, WEBGL2).code.split(`= fetch_${tensor}(`).length - 1;
    expect([fetches('y', 'x'), fetches('y', 'kernel')]).toEqual([5, 4]);
    expect([fetches('dx', 'dy'), fetches('dx', 'kernel')]).toEqual([5, 8]);
  });

  it('is GLSL ES 1.00 for WebGL 1', () => {
    for (const isPackingAllowed of [true, false]) {
      const { code } = shaderFor('y', geometry(8, { kernelSize: 3, groups: 4 }), { isPackingAllowed, webglVersion: 1 });
      expect(code).toContain('texture2D(');
      expect(code).not.toMatch(/texelFetch|texture\(|%|>>|[^&]&[^&]/);
    }
  });

  it('packed, y', () => {
    expect(shaderFor('y', geometry(8, { kernelSize: [2, 3], groups: 2 }), WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      ivec2 advanced(ivec2 texel, ivec2 step, int width) {
        texel += step;
        return texel + int(texel.x >= width) * ivec2(-width, 1);
      }

      vec4 fetch_x(ivec2 texel) {
        return texelFetch(x, texel, 0);
      }

      vec4 fetch_kernel(ivec2 texel) {
        return texelFetch(kernel, texel, 0);
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w / 4;
        int xPairs = (xShape.z + 1) / 2;
        int xColumns = xShape.w / 2;
        int xWidth = (xTexShape.y + 1) / 2;
        int kernelPairs = (kernelShape.z + 1) / 2;
        int kernelColumns = (kernelShape.w + 1) / 2;
        int kernelWidth = (kernelTexShape.y + 1) / 2;
        ivec2 xStep_1_0 = texelOf(xColumns, xWidth);
        ivec2 kernelStep_0_1 = texelOf(1, kernelWidth);
        bool inside_m1 = at.z - 1 >= 0 && at.z - 1 < xShape.z;
        bool inside_0 = at.z >= 0 && at.z < xShape.z;
        bool inside_1 = at.z + 1 >= 0 && at.z + 1 < xShape.z;
        bool inside_2 = at.z + 2 >= 0 && at.z + 2 < xShape.z;
        vec4 sum = vec4(0.0);
        float weight;
        vec2 product;
        for (int u = 0; u < 2; u++) {
          int row = at.y + u;
          if (row < 0 || row >= xShape.y) continue;
          int tap = group * 6 + u * 3;
          bool isOdd = tap - tap / 2 * 2 == 1;
          ivec2 xTexel = texelOf(((at.x * xShape.y + row) * xPairs + at.z / 2 - 1) * xColumns + at.w / 2, xWidth);
          vec4 x_m1_0 = fetch_x(xTexel);
          ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + at.y) * kernelPairs + at.z / 2) * kernelColumns + tap / 2, kernelWidth);
          vec4 kernel_0_0 = fetch_kernel(kernelTexel);
          weight = isOdd ? kernel_0_0.y : kernel_0_0.x;
          product = x_m1_0.zw * weight;
          sum.xy += inside_m1 ? product : vec2(0.0);
          xTexel = advanced(xTexel, xStep_1_0, xWidth);
          vec4 x_0_0 = fetch_x(xTexel);
          weight = isOdd ? kernel_0_0.w : kernel_0_0.z;
          product = x_0_0.xy * weight;
          sum.zw += inside_0 ? product : vec2(0.0);
          kernelTexel = advanced(kernelTexel, kernelStep_0_1, kernelWidth);
          vec4 kernel_0_1 = fetch_kernel(kernelTexel);
          weight = isOdd ? kernel_0_1.x : kernel_0_0.y;
          product = x_0_0.xy * weight;
          sum.xy += inside_0 ? product : vec2(0.0);
          weight = isOdd ? kernel_0_1.z : kernel_0_0.w;
          product = x_0_0.zw * weight;
          sum.zw += inside_1 ? product : vec2(0.0);
          weight = isOdd ? kernel_0_1.y : kernel_0_1.x;
          product = x_0_0.zw * weight;
          sum.xy += inside_1 ? product : vec2(0.0);
          xTexel = advanced(xTexel, xStep_1_0, xWidth);
          vec4 x_1_0 = fetch_x(xTexel);
          weight = isOdd ? kernel_0_1.w : kernel_0_1.z;
          product = x_1_0.xy * weight;
          sum.zw += inside_2 ? product : vec2(0.0);
        }
        // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
        if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
        setOutput(sum);
      }
      "
    `);
  });

  it('packed, dx, with a stride along the height', () => {
    const g = geometry(8, { kernelSize: [3, 2], groups: 2, strides: [2, 1] });
    expect(shaderFor('dx', g, WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      ivec2 advanced(ivec2 texel, ivec2 step, int width) {
        texel += step;
        return texel + int(texel.x >= width) * ivec2(-width, 1);
      }

      vec4 fetch_dy(ivec2 texel) {
        return texelFetch(dy, texel, 0);
      }

      vec4 fetch_kernel(ivec2 texel) {
        return texelFetch(kernel, texel, 0);
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w / 4;
        int dyPairs = (dyShape.z + 1) / 2;
        int dyColumns = dyShape.w / 2;
        int dyWidth = (dyTexShape.y + 1) / 2;
        int kernelPairs = (kernelShape.z + 1) / 2;
        int kernelColumns = (kernelShape.w + 1) / 2;
        int kernelWidth = (kernelTexShape.y + 1) / 2;
        ivec2 dyStep_1_0 = texelOf(dyColumns, dyWidth);
        ivec2 kernelStep_1_0 = texelOf(kernelColumns, kernelWidth);
        bool inside_m1 = at.z - 1 >= 0 && at.z - 1 < dyShape.z;
        bool inside_0 = at.z >= 0 && at.z < dyShape.z;
        bool inside_1 = at.z + 1 >= 0 && at.z + 1 < dyShape.z;
        vec4 sum = vec4(0.0);
        float weight;
        vec2 product;
        for (int u = 0; u < 3; u++) {
          int rowDistance = at.y - u;
          int row = rowDistance / 2;
          if (rowDistance < 0 || row * 2 != rowDistance || row >= dyShape.y) continue;
          int tap = group * 6 + u * 2;
          ivec2 dyTexel = texelOf(((at.x * dyShape.y + row) * dyPairs + at.z / 2 - 1) * dyColumns + at.w / 2, dyWidth);
          vec4 dy_m1_0 = fetch_dy(dyTexel);
          ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + row) * kernelPairs + at.z / 2 - 1) * kernelColumns + tap / 2, kernelWidth);
          vec4 kernel_m1_0 = fetch_kernel(kernelTexel);
          weight = kernel_m1_0.w;
          product = dy_m1_0.zw * weight;
          sum.xy += inside_m1 ? product : vec2(0.0);
          dyTexel = advanced(dyTexel, dyStep_1_0, dyWidth);
          vec4 dy_0_0 = fetch_dy(dyTexel);
          kernelTexel = advanced(kernelTexel, kernelStep_1_0, kernelWidth);
          vec4 kernel_0_0 = fetch_kernel(kernelTexel);
          weight = kernel_0_0.y;
          product = dy_0_0.xy * weight;
          sum.zw += inside_0 ? product : vec2(0.0);
          weight = kernel_0_0.x;
          product = dy_0_0.xy * weight;
          sum.xy += inside_0 ? product : vec2(0.0);
          weight = kernel_0_0.z;
          product = dy_0_0.zw * weight;
          sum.zw += inside_1 ? product : vec2(0.0);
        }
        // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
        if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
        setOutput(sum);
      }
      "
    `);
  });

  it('packed, the dialect of Keras', () => {
    const options: Options = {
      kernelSize: 2,
      groups: 2,
      kernelOrder: 'tap-major',
      channelGrouping: 'interleaved',
    };
    expect(shaderFor('y', geometry(4, options), WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      ivec2 advanced(ivec2 texel, ivec2 step, int width) {
        texel += step;
        return texel + int(texel.x >= width) * ivec2(-width, 1);
      }

      vec4 fetch_x(ivec2 texel) {
        return texelFetch(x, texel, 0);
      }

      vec4 fetch_kernel(ivec2 texel) {
        return texelFetch(kernel, texel, 0);
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w - at.w / 2 * 2;
        int xPairs = (xShape.z + 1) / 2;
        int xColumns = xShape.w / 2;
        int xWidth = (xTexShape.y + 1) / 2;
        int kernelPairs = (kernelShape.z + 1) / 2;
        int kernelColumns = (kernelShape.w + 1) / 2;
        int kernelWidth = (kernelTexShape.y + 1) / 2;
        ivec2 xStep_1_0 = texelOf(xColumns, xWidth);
        ivec2 kernelStep_0_1 = texelOf(1, kernelWidth);
        bool inside_0 = at.z >= 0 && at.z < xShape.z;
        bool inside_1 = at.z + 1 >= 0 && at.z + 1 < xShape.z;
        bool inside_2 = at.z + 2 >= 0 && at.z + 2 < xShape.z;
        vec4 sum = vec4(0.0);
        vec2 weight;
        vec2 product;
        for (int u = 0; u < 2; u++) {
          int row = at.y + u;
          if (row < 0 || row >= xShape.y) continue;
          int tap = group + u * 4;
          ivec2 xTexel = texelOf(((at.x * xShape.y + row) * xPairs + at.z / 2) * xColumns + at.w / 2, xWidth);
          vec4 x_0_0 = fetch_x(xTexel);
          ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + at.y) * kernelPairs + at.z / 2) * kernelColumns + tap / 2, kernelWidth);
          vec4 kernel_0_0 = fetch_kernel(kernelTexel);
          weight = kernel_0_0.xy;
          product = x_0_0.xy * weight;
          sum.xy += inside_0 ? product : vec2(0.0);
          weight = kernel_0_0.zw;
          product = x_0_0.zw * weight;
          sum.zw += inside_1 ? product : vec2(0.0);
          kernelTexel = advanced(kernelTexel, kernelStep_0_1, kernelWidth);
          vec4 kernel_0_1 = fetch_kernel(kernelTexel);
          weight = kernel_0_1.xy;
          product = x_0_0.zw * weight;
          sum.xy += inside_1 ? product : vec2(0.0);
          xTexel = advanced(xTexel, xStep_1_0, xWidth);
          vec4 x_1_0 = fetch_x(xTexel);
          weight = kernel_0_1.zw;
          product = x_1_0.xy * weight;
          sum.zw += inside_2 ? product : vec2(0.0);
        }
        // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
        if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
        setOutput(sum);
      }
      "
    `);
  });

  it('packed, dkernel', () => {
    expect(shaderFor('dkernel', geometry(8, { kernelSize: 3, groups: 2 }), WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      ivec2 advanced(ivec2 texel, ivec2 step, int width) {
        texel += step;
        return texel + int(texel.x >= width) * ivec2(-width, 1);
      }

      vec4 fetch_dy(ivec2 texel) {
        return texelFetch(dy, texel, 0);
      }

      vec4 fetch_x(ivec2 texel) {
        return texelFetch(x, texel, 0);
      }

      // Products of x and dy at the pixels (at.z and at.z + 1) for one kernel channel, summed over the group.
      vec4 correlation(ivec4 at, int channel) {
        int group = channel / 9;
        int tap = channel - group * 9;
        int firstColumn = group * 2;
        int u = tap / 3;
        int v = tap - u * 3;
        int row = at.y + u - 1;
        int column = at.z + v - 1;
        int nextColumn = column + 1;
        bool isOdd = column - column / 2 * 2 != 0;
        bool isNextOdd = nextColumn - nextColumn / 2 * 2 != 0;
        int columns = xShape.w / 2;
        int xWidth = (xTexShape.y + 1) / 2;
        int dyWidth = (dyTexShape.y + 1) / 2;
        int xRow = (at.x * xShape.y + row) * ((xShape.z + 1) / 2);
        int dyPixel = (at.x * dyShape.y + at.y) * ((dyShape.z + 1) / 2) + at.z / 2;
        ivec2 xTexel = texelOf((xRow + column / 2) * columns + firstColumn, xWidth);
        ivec2 nextTexel = texelOf((xRow + nextColumn / 2) * columns + firstColumn, xWidth);
        ivec2 dyTexel = texelOf(dyPixel * columns + firstColumn, dyWidth);
        ivec2 xStep = texelOf(1, xWidth);
        ivec2 dyStep = texelOf(1, dyWidth);
        vec4 sum = vec4(0.0);
        for (int m = 0; m < 2; m++) {
          vec4 x0 = fetch_x(xTexel);
          vec4 x1 = fetch_x(nextTexel);
          sum += vec4(isOdd ? x0.zw : x0.xy, isNextOdd ? x1.zw : x1.xy) * fetch_dy(dyTexel);
          xTexel = advanced(xTexel, xStep, xWidth);
          nextTexel = advanced(nextTexel, xStep, xWidth);
          dyTexel = advanced(dyTexel, dyStep, dyWidth);
        }
        // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
        bool isRowInside = row >= 0 && row < xShape.y;
        bool isInside = isRowInside && column >= 0 && column < xShape.z;
        bool isNextInside = isRowInside && nextColumn >= 0 && nextColumn < xShape.z && at.z + 1 < outShape.z;
        return vec4(isInside ? sum.xy : vec2(0.0), isNextInside ? sum.zw : vec2(0.0));
      }

      void main() {
        ivec4 at = getOutputCoords();
        vec4 first = correlation(at, at.w);
        // tfjs's own shaders count on zeros beyond the last channel.
        vec4 second = at.w + 1 < outShape.w ? correlation(at, at.w + 1) : vec4(0.0);
        setOutput(vec4(first.x + first.y, second.x + second.y, first.z + first.w, second.z + second.w));
      }
      "
    `);
  });

  it('plain, y, on WebGL 1', () => {
    const g = geometry(3, { kernelSize: 3, groups: 1, strides: 2, dilations: 2 });
    expect(shaderFor('y', g, { isPackingAllowed: true, webglVersion: 1 })).toMatchInlineSnapshot(`
      {
        "code": "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      vec4 fetch_x(ivec2 texel) {
        return texture2D(x, (vec2(texel) + 0.5) / vec2(xTexShape.yx));
      }

      float get_x(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_x(texelOf(index + offsetx, xTexShape.y)).x;
      }

      vec4 fetch_kernel(ivec2 texel) {
        return texture2D(kernel, (vec2(texel) + 0.5) / vec2(kernelTexShape.yx));
      }

      float get_kernel(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_kernel(texelOf(index + offsetkernel, kernelTexShape.y)).x;
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w / 3;
        float sum = 0.0;
        for (int u = 0; u < 3; u++) {
          int row = at.y * 2 + u * 2 - 1;
          if (row < 0 || row >= sourceSize.x) continue;
          for (int v = 0; v < 3; v++) {
            int column = at.z * 2 + v * 2 - 1;
            if (column < 0 || column >= sourceSize.y) continue;
            int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
            int kernelIndex = at.x * kernelStrides.x + at.y * kernelStrides.y + at.z * kernelStrides.z
              + group * 9 + u * 3 + v;
            sum += get_x(sourceIndex) * get_kernel(kernelIndex);
          }
        }
        setOutput(sum);
      }
      ",
        "isPacked": false,
        "result": "y",
        "uniforms": [
          {
            "name": "sourceSize",
            "type": "ivec2",
            "value": [
              8,
              8,
            ],
          },
          {
            "name": "sourceStrides",
            "type": "ivec3",
            "value": [
              192,
              24,
              3,
            ],
          },
          {
            "name": "kernelStrides",
            "type": "ivec3",
            "value": [
              144,
              36,
              9,
            ],
          },
        ],
      }
    `);
  });

  it('plain, dx', () => {
    const g = geometry(6, { kernelSize: 3, groups: 3, strides: 2, channelGrouping: 'interleaved' });
    expect(shaderFor('dx', g, WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      vec4 fetch_dy(ivec2 texel) {
        return texelFetch(dy, texel, 0);
      }

      float get_dy(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_dy(texelOf(index + offsetdy, dyTexShape.y)).x;
      }

      vec4 fetch_kernel(ivec2 texel) {
        return texelFetch(kernel, texel, 0);
      }

      float get_kernel(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_kernel(texelOf(index + offsetkernel, kernelTexShape.y)).x;
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w - at.w / 3 * 3;
        float sum = 0.0;
        for (int u = 0; u < 3; u++) {
          int rowDistance = at.y - u;
          int row = rowDistance / 2;
          if (rowDistance < 0 || row * 2 != rowDistance || row >= sourceSize.x) continue;
          for (int v = 0; v < 3; v++) {
            int columnDistance = at.z - v;
            int column = columnDistance / 2;
            if (columnDistance < 0 || column * 2 != columnDistance || column >= sourceSize.y) continue;
            int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
            int kernelIndex = at.x * kernelStrides.x + row * kernelStrides.y + column * kernelStrides.z
              + group * 9 + u * 3 + v;
            sum += get_dy(sourceIndex) * get_kernel(kernelIndex);
          }
        }
        setOutput(sum);
      }
      "
    `);
  });

  it('plain, dkernel', () => {
    const g = geometry(3, { kernelSize: 3, groups: 1, kernelOrder: 'tap-major' });
    expect(shaderFor('dkernel', g, WEBGL2).code).toMatchInlineSnapshot(`
      "
      ivec2 texelOf(int index, int width) {
        int row = index >= 0 ? index / width : -((width - 1 - index) / width);
        return ivec2(index - row * width, row);
      }

      vec4 fetch_dy(ivec2 texel) {
        return texelFetch(dy, texel, 0);
      }

      float get_dy(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_dy(texelOf(index + offsetdy, dyTexShape.y)).x;
      }

      vec4 fetch_x(ivec2 texel) {
        return texelFetch(x, texel, 0);
      }

      float get_x(int index) {
        // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
        return fetch_x(texelOf(index + offsetx, xTexShape.y)).x;
      }

      void main() {
        ivec4 at = getOutputCoords();
        int group = at.w - at.w / 1 * 1;
        int tap = at.w / 1;
        int u = tap / 3;
        int v = tap - u * 3;
        int row = at.y + u - 1;
        int column = at.z + v - 1;
        float sum = 0.0;
        if (row >= 0 && row < sourceSize.x && column >= 0 && column < sourceSize.y) {
          int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + group * 3;
          int dyIndex = at.x * dyStrides.x + at.y * dyStrides.y + at.z * dyStrides.z + group * 3;
          for (int m = 0; m < 3; m++) {
            sum += get_x(sourceIndex + m) * get_dy(dyIndex + m);
          }
        }
        setOutput(sum);
      }
      "
    `);
  });
});
