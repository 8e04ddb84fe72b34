import { type InvolutionOptions, unexpected } from '@involution/core';

/**
 * Refuses another layout than tfjs's: `dataFormat` is no option of the op, but a caller without types who asks for
 * channels first, or who calls a kernel by its name, must not get channels last in silence.
 *
 * @throws InvolutionError `INVALID_DATA_FORMAT`.
 */
export function requireChannelsLast(options: object | undefined): void {
  const { dataFormat = 'channelsLast' } = (options ?? {}) as Partial<InvolutionOptions>;
  if (dataFormat === 'channelsLast') return;
  throw unexpected('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, "'channelsLast', the layout of tensors in tfjs");
}
