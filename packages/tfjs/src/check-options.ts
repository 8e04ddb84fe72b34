import { checkOptionNames, type InvolutionOptions, unexpected } from '@involution/core';

/**
 * Refuses unknown options, and another layout than tfjs's: `dataFormat` is no option of the op, but a caller without types who
 * asks for channels first, or who calls a kernel by its name, must not get channels last in silence.
 *
 * @throws InvolutionError `INVALID_OPTIONS` or `INVALID_DATA_FORMAT`.
 */
export function checkOptions(options: InvolutionOptions): void {
  checkOptionNames(options, 'dataFormat');
  const { dataFormat = 'channelsLast' } = options;
  if (dataFormat === 'channelsLast') return;
  throw unexpected('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, "'channelsLast', the layout of tensors in tfjs");
}
