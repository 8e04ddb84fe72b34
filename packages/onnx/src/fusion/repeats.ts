import type { NodeProto } from '@involution/onnx-messages';
import { prove } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { floatsOf } from '../graph/tensor-data.ts';
import type { Knowledge } from '../symbolic/substitute.ts';

/** Ways to choose the nearest of the elements before, in which each is repeated as often as the others. */
const EVEN = new Set([
  'asymmetric floor',
  'half_pixel round_prefer_floor',
  'half_pixel round_prefer_ceil',
  'pytorch_half_pixel round_prefer_floor',
  'pytorch_half_pixel round_prefer_ceil',
]);

/**
 * How often a `Resize` repeats each element along each axis.
 *
 * @throws Unproven When it does something else.
 */
export function repeatsOf(resize: NodeProto, known: Knowledge, index: GraphIndex): readonly number[] {
  const call = known.call(resize);
  const text = (name: string, otherwise: string) => call.text(name, otherwise);
  const way = `${text('coordinate_transformation_mode', 'half_pixel')} ${text('nearest_mode', 'round_prefer_floor')}`;
  const isEven = text('mode', 'nearest') === 'nearest' && EVEN.has(way);
  prove(isEven && call.list('axes') === undefined, 'its windows are resized by something else than repetition');
  const tensor = call.has(2) ? index.constantOf(resize.input[2]!) : undefined;
  const scales = tensor && [...(floatsOf(tensor) ?? [])];
  const isWhole =
    scales !== undefined && scales.length > 0 && scales.every((scale) => Number.isInteger(scale) && scale > 0);
  prove(isWhole, 'how often its windows are repeated is not known, or not a whole number');
  return scales;
}
