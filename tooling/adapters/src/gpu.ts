/** A GPU in words. Browsers keep the description to themselves; other hosts have little but numbers beside it. */
export function nameOfGpu({ description, vendor, architecture }: Partial<GPUAdapterInfo> = {}): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
}

/** What a GPU offers that not every one does: `shader-f16`, for instance. */
export function featuresOfGpu({ features }: GPUAdapter): string[] {
  return [...features].sort();
}
