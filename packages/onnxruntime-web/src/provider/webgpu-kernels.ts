import { sizeOf, yShapeOf } from '@involution/core';
import {
  float16,
  type InvolutionProgram,
  makeForwardProgram,
  makeFusedForwardProgram,
  type PreparedProgram,
  paysToFuse,
  prepareProgram,
  requireDevice,
  watchDevice,
} from '@involution/wgsl';
import { newBufferPool } from './buffer-pool.ts';
import { type FloatType, type FloatValues, isResident, type Kernels, type Span, type Value } from './kernels.ts';
import { GPU_ELEMENT_BYTES } from './onnxruntime-internals.ts';
import type { OrtModule, Tensor } from './ort.ts';
import { tensorOf, valuesOf } from './tensor-values.ts';

/** Geometries that stay prepared: more than a net has layers. */
const MAX_PREPARED = 64;

/**
 * Our shaders on onnxruntime's own device: what they are given and what they make stays in GPU buffers.
 *
 * Commands go to the queue of the device, to which onnxruntime has submitted its own by the time that a run of its ends;
 * so nothing has to be waited for.
 */
export function webgpuKernels(ort: OrtModule, device: GPUDevice): Kernels {
  watchDevice(device);
  const pool = newBufferPool(device);
  const constants: GPUBuffer[] = [];
  const prepared = new Map<string, PreparedProgram>();

  /** @param key What a program depends on. */
  const prepare = async (key: string, make: () => InvolutionProgram): Promise<PreparedProgram> => {
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const made = await prepareProgram(device, make());
    prepared.set(key, made);
    if (prepared.size > MAX_PREPARED) {
      const [oldest, unused] = prepared.entries().next().value!;
      prepared.delete(oldest);
      unused.destroy();
    }
    return made;
  };

  const upload = (values: FloatValues): GPUBuffer => {
    const buffer = pool.take(values.byteLength);
    device.queue.writeBuffer(buffer, 0, inWholeWords(values) as Float32Array<ArrayBuffer>);
    return buffer;
  };

  const tensorOn = (buffer: GPUBuffer, type: FloatType, dims: readonly number[], dispose: () => void): Tensor =>
    ort.Tensor.fromGpuBuffer(buffer, {
      dataType: type,
      dims,
      dispose,
      download: async () => {
        const bytes = await read(device, buffer, bytesOf(type, dims));
        const values = type === 'float16' ? new Uint16Array(bytes, 0, sizeOf(dims)) : new Float32Array(bytes);
        return tensorOf(ort, type, values, dims).data as Float32Array;
      },
    });

  const constant = (type: FloatType, values: FloatValues, dims: readonly number[]): Tensor => {
    const buffer = upload(values);
    constants.push(buffer);
    return tensorOn(buffer, type, dims, () => {});
  };

  const spans = new Map<Span, Readonly<Record<'spanWeights' | 'spanBias', Tensor>>>();
  const spanOf = (span: Span) => {
    const { channels, outputChannels, bias } = span;
    const known = spans.get(span) ?? {
      spanWeights: constant('float32', span.rows(), [channels, outputChannels]),
      spanBias: constant('float32', bias, [outputChannels]),
    };
    spans.set(span, known);
    return known;
  };

  /** What a program makes of operands, of the type of x. */
  const runProgram = (
    program: PreparedProgram,
    operands: Readonly<Record<string, Value>> & { readonly x: Value },
    dims: readonly number[],
    into: Tensor | undefined,
  ): Tensor => {
    const type = operands.x.type as FloatType;
    const uploaded: GPUBuffer[] = [];
    const bufferOf = (value: Value): GPUBuffer => {
      if (value.location === 'gpu-buffer') return value.gpuBuffer;
      const buffer = upload(isResident(value) ? value.see() : valuesOf(value));
      uploaded.push(buffer);
      return buffer;
    };
    const result = into?.gpuBuffer ?? pool.take(bytesOf(type, dims));
    const encoder = device.createCommandEncoder();
    const bindings = Object.entries(operands).map(
      ([name, value]) => [name, { buffer: bufferOf(value), size: bytesOf(type, value.dims) }] as const,
    );
    program.encode(encoder, Object.fromEntries(bindings), { buffer: result, size: bytesOf(type, dims) });
    device.queue.submit([encoder.finish()]);
    for (const buffer of uploaded) pool.give(buffer);
    return into ?? tensorOn(result, type, dims, () => pool.give(result));
  };

  return {
    name: 'webgpu',
    location: 'gpu-buffer',
    types: ['float32', 'float16'],
    constant,
    async run(geometry, x, w, into) {
      requireDevice(device);
      const type = x.type as FloatType;
      const program = await prepare(JSON.stringify([geometry, type]), () => {
        const { isFallbackAdapter } = device.adapterInfo ?? {}; // older browsers do not tell
        const options = { isFallbackAdapter, ...(type === 'float16' && { storage: float16(device.features) }) };
        return makeForwardProgram(geometry, device.limits, options);
      });
      return runProgram(program, { x, kernel: w }, yShapeOf(geometry), into);
    },
    // Windows alone decide whether there is a program: sizes that are too large for one are too large for W on every device.
    paysToFuse: (geometry) => paysToFuse('fusedForward', geometry),
    prepareSpan: spanOf,
    async runFused(geometry, x, features, span, into) {
      requireDevice(device);
      const program = await prepare(JSON.stringify(geometry), () => makeFusedForwardProgram(geometry, device.limits));
      return runProgram(program, { x, features, ...spanOf(span) }, yShapeOf(geometry), into);
    },
    convolutions: undefined,
    empty(type, dims) {
      const buffer = pool.take(0);
      return tensorOn(buffer, type, dims, () => pool.give(buffer));
    },
    dispose() {
      pool.dispose();
      for (const buffer of constants) buffer.destroy();
      for (const program of prepared.values()) program.destroy();
    },
  };
}

/** WebGPU binds and copies whole words. */
const WORD = 4;

function bytesOf(type: FloatType, dims: readonly number[]): number {
  return Math.ceil((sizeOf(dims) * GPU_ELEMENT_BYTES[type]!) / WORD) * WORD;
}

function inWholeWords(values: FloatValues): FloatValues {
  return values.byteLength % WORD === 0 ? values : Uint16Array.of(...values, 0);
}

async function read(device: GPUDevice, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  requireDevice(device);
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}
