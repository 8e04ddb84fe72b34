import type { NodeProto } from '@involution/onnx-messages';
import { prove, Size } from '@involution/symbolic';
import { elementsOf } from '../symbolic/int-tensor.ts';
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
export function repeatsOf(resize: NodeProto, known: Knowledge): Size[] {
  const call = known.call(resize);
  const text = (name: string, otherwise: string) => call.text(name, otherwise);
  const way = `${text('coordinate_transformation_mode', 'half_pixel')} ${text('nearest_mode', 'round_prefer_floor')}`;
  const isEven = text('mode', 'nearest') === 'nearest' && EVEN.has(way);
  prove(isEven && call.list('axes') === undefined, 'its windows are resized by something else than repetition');
  const [scales, sizes, dims] = [call.input(2).floats, elementsOf(call.ints(3)), call.dims(0)];
  const isBySize = sizes !== undefined && sizes.length === dims?.length;
  const repeats = isBySize ? sizes.map((size, k) => size.divideExactly(dims[k]!)) : (scales ?? []).map(Size.of);
  const isWhole = repeats.length > 0 && repeats.every(({ value }) => value !== undefined && value > 0);
  prove(isWhole, 'how often its windows are repeated is not known, or not a whole number');
  return repeats;
}
