import { type InvolutionGeometry, sizeOf, yShapeOf } from '@involution/core';
import { type Block, type ForwardWasm, loadForwardWasm, type Pool } from '@involution/wasm';
import type { Threads } from '@involution/wasm/threads';
import { absorbConvolutions } from './absorb-convolutions.ts';
import { channelMeans } from './channel-means.ts';
import { axesOf } from './convolution-axes.ts';
import { checkConvolved } from './convolution-call.ts';
import {
  type Convolution,
  type FloatValues,
  isResident,
  type Kernels,
  type Resident,
  type Span,
  type Value,
  type Window,
} from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';
import { smallModel } from './small-model.ts';
import { asTensor, tensorOf, valuesOf } from './tensor-values.ts';
import { warmUp } from './warm-up.ts';

let shared: ForwardWasm | undefined;

/**
 * Our WebAssembly kernels, on as many threads as onnxruntime's. A call is over before another can start, so that all sessions
 * work in one memory.
 */
export async function wasmKernels(ort: OrtModule): Promise<Kernels> {
  const threads = shared ? undefined : await threadsFor(ort);
  // Another bundle of onnxruntime may have had its first session meanwhile.
  if (!shared) {
    shared = loadForwardWasm({ threads });
    warmUp(shared);
  }
  const blocks = shared;
  const resident = (block: Block, dims: readonly number[]): Resident & { readonly block: Block } => ({
    location: 'kernels',
    type: 'float32',
    dims,
    block,
    see: () => blocks.see(block),
    dispose: () => blocks.free(block),
  });
  /** Calls with blocks of values, of which those that lie elsewhere are copied for as long. */
  const withBlocks = async (values: readonly Value[], dims: readonly number[], call: (...all: Block[]) => Block) => {
    const arrays = await Promise.all(values.map(async (value) => (isResident(value) ? value : downloaded(value))));
    const copies: Block[] = [];
    try {
      const all = arrays.map((value) => {
        if ('location' in value) return (value as ReturnType<typeof resident>).block;
        const copy = blocks.put(value as FloatValues);
        copies.push(copy);
        return copy;
      });
      return resident(call(...all), dims);
    } finally {
      for (const copy of copies) blocks.free(copy);
    }
  };
  /** What is the same in every run, of this session. */
  const constants = new Map<object, Block>();
  const constantOf = (key: object, put: () => Block) => {
    const block = constants.get(key) ?? put();
    constants.set(key, block);
    return block;
  };
  const constant = (values: Float32Array) => constantOf(values, () => blocks.put(values));
  const weightsOf = ({ weights, outputChannels }: Convolution) =>
    constantOf(weights, () => blocks.putWeights(weights, outputChannels));
  const spanWeightsOf = (span: Span) => constantOf(span, () => blocks.put(span.rows()));
  async function convolve(convolution: Convolution, x: Value, addend?: Value): Promise<Value> {
    checkConvolved(convolution, x);
    const { name, channels, outputChannels, means, window, bias, isRectified, pool } = convolution;
    if (means === 'all') {
      const data = isResident(x) ? x.see() : await downloaded(x);
      const dims = x.dims.slice(0, convolution.rank);
      const ofMeans = tensorOf(ort, 'float32', channelMeans(data as Float32Array, sizeOf(dims)), dims);
      return convolve({ ...convolution, means: undefined }, ofMeans, addend);
    }
    if (means) {
      return consume(await pooled(name, 'mean', means, x), (ofMeans) =>
        convolve({ ...convolution, means: undefined }, ofMeans, addend),
      );
    }
    if (pool) {
      return consume(await convolve({ ...convolution, pool: undefined }, x, addend), (all) =>
        pooled(name, 'maximum', pool, all),
      );
    }
    const [batchSize, , ...spatial] = x.dims as [number, number, ...number[]];
    const axes = axesOf(name, window, spatial);
    const dims = [batchSize, outputChannels, ...axes.map(({ outSize }) => outSize)];
    const isSame = addend !== undefined && String(addend.dims) === String(dims);
    const values = isSame ? [x, addend] : [x];
    const y = await withBlocks(values, dims, (xBlock, addendBlock) =>
      blocks.convolution(xBlock!, {
        batchSize,
        channels,
        outputChannels,
        axes,
        weights: weightsOf(convolution),
        bias: constant(bias),
        ...(addendBlock && { addend: addendBlock }),
        isRectified: isRectified && values.length === (addend ? 2 : 1),
      }),
    );
    if (isSame || addend === undefined) return y;
    // One is repeated along some axes of the other.
    const terms = [y, addend].map((value) => asTensor(ort, value));
    y.dispose();
    const sum = await onRuntime('Add', terms);
    return isRectified ? onRuntime('Relu', [sum]) : sum;
  }
  /** The greatest number of each window of x, or the mean. */
  async function pooled(name: string, of: Pool['of'], window: Window, x: Value): Promise<Value> {
    const [batchSize, channels, ...spatial] = x.dims as [number, number, ...number[]];
    const axes = axesOf(name, window, spatial);
    const dims = [batchSize, channels, ...axes.map(({ outSize }) => outSize)];
    return withBlocks([x], dims, (block) => blocks.pool(block!, { of, channels: batchSize * channels, axes }));
  }
  /** What onnxruntime's operator makes of tensors. */
  async function onRuntime(opType: string, tensors: readonly Tensor[]): Promise<Tensor> {
    const feeds = Object.fromEntries(tensors.map((tensor, k) => [`x${k}`, tensor]));
    const model = smallModel(opType, Object.keys(feeds));
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    try {
      return (await session.run(feeds)).y!;
    } finally {
      await session.release();
    }
  }
  async function involve(geometry: InvolutionGeometry, x: Value, w: Value): Promise<Value> {
    const dims = yShapeOf(geometry);
    const y = await withBlocks([x, w], dims, (xBlock, kernel) =>
      blocks.involution(geometry, { x: xBlock!, kernel: kernel! }),
    );
    if (x.type === 'float32') return y;
    const bits = blocks.toHalves(y.block);
    y.dispose();
    return tensorOf(ort, 'float16', bits, dims);
  }
  return {
    name: 'wasm',
    location: 'cpu',
    types: ['float32', 'float16'],
    constant: (type, values, dims) => tensorOf(ort, type, values, dims),
    run: involve,
    paysToFuse: blocks.canFuse,
    prepareSpan(span) {
      spanWeightsOf(span);
      constant(span.bias);
    },
    async runFused(geometry, x, features, span) {
      if (blocks.canFuse(geometry)) {
        return withBlocks([x, features], yShapeOf(geometry), (xBlock, featuresBlock) =>
          blocks.fusedInvolution(geometry, {
            x: xBlock!,
            features: featuresBlock!,
            spanWeights: spanWeightsOf(span),
            spanBias: constant(span.bias),
          }),
        );
      }
      // Of sizes that are too small for it.
      return consume(await convolve(span, features), (w) => involve(geometry, x, w));
    },
    convolutions: {
      absorb: absorbConvolutions,
      prepare(convolution) {
        weightsOf(convolution);
        constant(convolution.bias);
      },
      run: convolve,
      finish(y, { scale, shift, isRectified }) {
        const { block, dims } = y as ReturnType<typeof resident>;
        const [batchSize, channels] = dims as [number, number];
        const [ones, zeros] = [scale ?? repeated(1, channels), shift ?? repeated(0, channels)];
        blocks.finish(block, batchSize, constant(ones), constant(zeros), isRectified);
      },
    },
    empty: (type, dims) => tensorOf(ort, type, type === 'float16' ? new Uint16Array(0) : new Float32Array(0), dims),
    dispose() {
      for (const block of constants.values()) blocks.free(block);
      constants.clear();
    },
  };
}

/** What is made of a value, which is then disposed of. */
async function consume(value: Value, make: (value: Value) => Promise<Value>): Promise<Value> {
  try {
    return await make(value);
  } finally {
    value.dispose();
  }
}

/** Started with the first session, as onnxruntime's are. */
async function threadsFor({ env }: OrtModule): Promise<Threads | undefined> {
  const { numThreads = 1 } = env.wasm;
  if (numThreads <= 1) return undefined;
  // Few pages may share memory: bundlers make a file of its own of what the others need not load.
  const { startThreads } = await import('@involution/wasm/threads');
  return startThreads(numThreads);
}

/** The same array for the same number and length. */
const arrays = new Map<string, Float32Array>();

function repeated(value: number, length: number): Float32Array {
  const key = `${value} ${length}`;
  const array = arrays.get(key) ?? new Float32Array(length).fill(value);
  arrays.set(key, array);
  return array;
}

/** A user may feed a tensor that lies elsewhere. */
async function downloaded(tensor: Tensor): Promise<FloatValues> {
  return valuesOf({ type: tensor.type, data: await tensor.getData() });
}
