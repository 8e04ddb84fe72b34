// Judges files of `results/browsers`: what people have sent is not looked at by anybody else.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { BrowserResults } from './browser-results.ts';
import { LARGE_SHAPE, multiplyAddsOf, SHAPES, type Shape, SMALL_SHAPE } from './shapes.ts';

const schema = JSON.parse(readFileSync(new URL('../browser-results.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile<BrowserResults>(schema);

/** What is wrong with a file's content, in words; nothing if it is right. */
export function problemsOf(content: unknown): string[] {
  if (!validate(content)) {
    return validate.errors!.map(({ instancePath, message }) => `${instancePath || 'the file'} ${message}`);
  }
  return content.runtimes.flatMap(({ runtime, measurements }) =>
    measurements.flatMap(({ shape, direction, multiplyAdds, times }) => {
      const where = `${runtime}, ${shape}, ${direction}:`;
      const disordered = Object.entries(times)
        .filter(([, { min, lowerQuartile, median, upperQuartile, max }]) => {
          const quantiles = [min, lowerQuartile, median, upperQuartile, max];
          return quantiles.some((value, k) => k > 0 && value < quantiles[k - 1]!) || median === 0;
        })
        .map(([name]) => `${where} the quantiles of ${name} are not in order`);
      const known = ALL_SHAPES.find(({ name }) => name === shape);
      if (!known) return [`${where} not a shape of the benchmark`, ...disordered];
      if (multiplyAdds !== multiplyAddsOf(known, direction)) return [`${where} multiplyAdds is wrong`, ...disordered];
      return disordered;
    }),
  );
}

const ALL_SHAPES: readonly Shape[] = [SMALL_SHAPE, ...SHAPES, LARGE_SHAPE];
