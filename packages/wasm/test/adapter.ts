import { wasmAdapter } from '@involution/adapters/wasm';
import type { ConformanceAdapter } from '@involution/conformance';
import type { DataFormat } from '@involution/core';
import { type Build, loadInvolutionWasm } from '../src/index.ts';

const NAMES = { channelsLast: 'NHWC', channelsFirst: 'NCHW' } as const;

/** A build of the sources of this package, on a memory of its own. */
export function adapterOf(build: Build, dataFormat: DataFormat): ConformanceAdapter {
  return wasmAdapter({
    name: `wasm ${build} ${NAMES[dataFormat]}`,
    dataFormat,
    load: () => loadInvolutionWasm({ build }),
  });
}
