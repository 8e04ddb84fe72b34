import type { PhotoOptions } from '@involution/runtimes/photo-call';
import type { Settings } from './settings.ts';

/** What the settings say of the operator. */
export function optionsOf(settings: Settings): PhotoOptions {
  const { kernelSize, groups, channels, strides, dilations, kernelOrder, channelGrouping } = settings;
  return { kernelSize, groups, channels, strides, dilations, kernelOrder, channelGrouping };
}
