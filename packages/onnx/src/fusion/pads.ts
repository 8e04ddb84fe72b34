import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axesFromFront } from '../symbolic/call.ts';
import { numbersOf } from '../symbolic/int-tensor.ts';
import type { Knowledge } from '../symbolic/substitute.ts';

/** Along more axes no windows slide. */
const MAX_AXES = 2;

/** The `Pad` that makes a value, if it puts zeros around its input along one or two axes, or cuts some of it off, and nothing else. */
export function zeroPadBefore(value: string, known: Knowledge, index: GraphIndex): NodeProto | undefined {
  const pad = index.producerOf(value, 'Pad');
  return pad && zerosOf(pad, known, index) ? pad : undefined;
}

/** By axis, how many zeros such a `Pad` puts before and after. */
export function zerosOf(
  pad: NodeProto,
  known: Knowledge,
  index: GraphIndex,
): ReadonlyMap<number, readonly [number, number]> | undefined {
  const call = known.call(pad);
  const rank = call.dims(0)?.length ?? 0;
  const given = numbersOf(call.ints(1));
  const axes = axesFromFront((call.has(3) ? call.numbers(3) : [...Array(rank).keys()]) ?? [], rank);
  const fill = call.has(2) ? index.constantOf(pad.input[2]!) : undefined;
  const isOfZeros =
    call.text('mode', 'constant') === 'constant' && call.has(2) === (fill !== undefined && isZero(fill));
  if (axes === undefined || given?.length !== 2 * axes.length || !isOfZeros) return undefined;
  const zeros = axes.map((axis, k) => [axis, [given[k]!, given[k + axes.length]!]] as const);
  const some = zeros.filter(([, [before, after]]) => before !== 0 || after !== 0);
  return some.length <= MAX_AXES ? new Map(some) : undefined;
}
