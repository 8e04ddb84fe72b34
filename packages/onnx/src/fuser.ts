// The subpath `@involution/onnx/fuser`: for runtimes, which load it for models of which `mayFuse` of `@involution/onnx/model` says so.
export { type Fusion, fuseModel } from './fuse.ts';
