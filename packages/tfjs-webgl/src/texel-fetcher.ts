import { plus, suffix, times } from './glsl.ts';

/** Writes the fetches of the texels of a packed tensor that a shader needs, each once, just before its first use. */
export interface TexelFetcher {
  /**
   * Asks for a texel, by its distance from the first texel.
   *
   * @param columnPair Distance in pairs of columns.
   * @param channelPair Distance in pairs of channels.
   * @returns The variable that holds it.
   */
  texel(columnPair: number, channelPair: number): string;
  /** Declarations of the steps from one texel to the next that it took; they go before the loop. */
  steps(): string[];
}

/** Where distances begin. */
export interface FirstTexel {
  /** Name of the tensor. The shader declares `nameColumns`, its pairs of channels, and `nameWidth`, its texture's. */
  tensor: string;
  /** GLSL of the pair of columns, counted over the whole batch and all rows. */
  columnPair: string;
  /** GLSL of the pair of channels. */
  channelPair: string;
}

/** Makes a fetcher that appends its lines to `lines`. */
export function makeTexelFetcher({ tensor, columnPair, channelPair }: FirstTexel, lines: string[]): TexelFetcher {
  const fetched = new Set<string>();
  const steps = new Map<string, string>();
  let last: readonly [columns: number, channels: number] | undefined;
  return {
    texel(columns, channels) {
      const name = `${tensor}_${suffix(columns)}_${suffix(channels)}`;
      if (fetched.has(name)) return name;
      const at = `${tensor}Texel`;
      if (last) {
        const [dColumns, dChannels] = [columns - last[0], channels - last[1]];
        const step = `${tensor}Step_${suffix(dColumns)}_${suffix(dChannels)}`;
        const length = dColumns === 0 ? `${dChannels}` : `${tensor}Columns${times(dColumns)}${plus(dChannels)}`;
        steps.set(step, `ivec2 ${step} = texelOf(${length}, ${tensor}Width);`);
        lines.push(`${at} = advanced(${at}, ${step}, ${tensor}Width);`);
      } else {
        const index = `(${columnPair}${plus(columns)}) * ${tensor}Columns + ${channelPair}${plus(channels)}`;
        lines.push(`ivec2 ${at} = texelOf(${index}, ${tensor}Width);`);
      }
      lines.push(`vec4 ${name} = fetch_${tensor}(${at});`);
      fetched.add(name);
      last = [columns, channels];
      return name;
    },
    steps: () => [...steps.values()],
  };
}
