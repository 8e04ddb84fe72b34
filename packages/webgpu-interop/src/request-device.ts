/**
 * Limits that TensorFlow.js 4.22 or onnxruntime-web 1.30 raises on a device of its own, to the adapter's. A device without
 * them has WebGPU's defaults, at which 128 MiB is the largest tensor.
 */
const LIMITS = [
  'maxBindGroups',
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Features that one of them uses where the adapter has them. */
const FEATURES = ['bgra8unorm-storage', 'shader-f16', 'subgroups', 'timestamp-query'] as const;

/** A device with what both libraries ask for, and the adapter that it is of. */
export interface RequestedDevice {
  readonly device: GPUDevice;
  readonly adapter: GPUAdapter;
}

/** @throws Error where there is no WebGPU. */
export async function requestDevice(options: GPURequestAdapterOptions): Promise<RequestedDevice> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter(options);
  if (!adapter) {
    throw new Error(
      'There is no WebGPU here: the browser has none, or no adapter for this page, which must be secure.',
    );
  }
  const device = await adapter.requestDevice({
    label: 'shared by TensorFlow.js and onnxruntime-web',
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  return { device, adapter };
}
