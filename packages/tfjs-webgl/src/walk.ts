import { plus, suffix, times } from './glsl.ts';

/** Emits the fetches of the texels of a packed tensor that a shader needs, each once, just before its first use. */
export interface Walk {
  /**
   * Asks for a texel, by its distance from the texel at which the walk begins.
   *
   * @param pixelPair Distance in pairs of columns.
   * @param channelPair Distance in pairs of channels.
   * @returns The variable that holds it.
   */
  texel(pixelPair: number, channelPair: number): string;
  /** Declarations of the steps that the walk takes from texel to texel; they go before the loop. */
  steps(): string[];
}

/** Where a walk begins. */
export interface WalkStart {
  /** Name of the tensor. The shader declares `nameColumns`, its pairs of channels, and `nameWidth`, its texture's. */
  tensor: string;
  /** GLSL of the pair of columns, counted over all rows and images. */
  pixelPair: string;
  /** GLSL of the pair of channels. */
  channelPair: string;
}

/** Begins a walk that appends its fetches to `lines`. */
export function makeWalk({ tensor, pixelPair, channelPair }: WalkStart, lines: string[]): Walk {
  const fetched = new Set<string>();
  const steps = new Map<string, string>();
  let last: [pixelPair: number, channelPair: number] | undefined;
  return {
    texel(pixels, channels) {
      const name = `${tensor}_${suffix(pixels)}_${suffix(channels)}`;
      if (fetched.has(name)) return name;
      const at = `${tensor}Texel`;
      if (last) {
        const [dPixels, dChannels] = [pixels - last[0], channels - last[1]];
        const step = `${tensor}Step_${suffix(dPixels)}_${suffix(dChannels)}`;
        const length = dPixels === 0 ? `${dChannels}` : `${tensor}Columns${times(dPixels)}${plus(dChannels)}`;
        steps.set(step, `ivec2 ${step} = texelOf(${length}, ${tensor}Width);`);
        lines.push(`${at} = advanced(${at}, ${step}, ${tensor}Width);`);
      } else {
        const index = `(${pixelPair}${plus(pixels)}) * ${tensor}Columns + ${channelPair}${plus(channels)}`;
        lines.push(`ivec2 ${at} = texelOf(${index}, ${tensor}Width);`);
      }
      lines.push(`vec4 ${name} = fetch_${tensor}(${at});`);
      fetched.add(name);
      last = [pixels, channels];
      return name;
    },
    steps: () => [...steps.values()],
  };
}
