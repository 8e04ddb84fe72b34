// What becomes of all that is known of a graph when some sizes are taken to be others.

import { type Atom, Size } from '@involution/symbolic';
import { Call } from './call.ts';
import type { Environment } from './environment.ts';
import { type Int, type IntTensor, toInt, toSize } from './int-tensor.ts';
import type { TensorInfo } from './tensor-info.ts';

/** What is asked of an environment once its nodes are evaluated. */
export type Knowledge = Pick<Environment, 'get' | 'call' | 'fileOf' | 'statedName'>;

/** By the key of a symbol, or of a quotient, what it is taken to be. */
export type Substitution = ReadonlyMap<string, Size>;

/** The same knowledge, with some symbols replaced everywhere. */
export function assuming(knowledge: Knowledge, by: Substitution): Knowledge {
  const get = (value: string) => replaceInInfo(knowledge.get(value), by);
  return {
    get,
    call: (node) =>
      new Call(
        node,
        node.input.map((value) => (value === '' ? {} : get(value))),
      ),
    fileOf: (value) => knowledge.fileOf(value),
    statedName: (size) => knowledge.statedName(size),
  };
}

/** A size with some of its symbols replaced. */
export function replaceIn(size: Size, by: Substitution): Size {
  if (size.value !== undefined || size.terms === undefined) return size;
  return size.terms
    .map(({ coefficient, atoms }) =>
      Size.product([Size.of(coefficient), ...atoms.map((atom) => replaceAtom(atom, by))]),
    )
    .reduce((sum, term) => sum.plus(term));
}

function replaceAtom(atom: Atom, by: Substitution): Size {
  const { key, floor } = atom;
  const other = by.get(key);
  if (other !== undefined || floor === undefined) return other ?? Size.sum([{ coefficient: 1, key, atoms: [atom] }]);
  return replaceIn(floor.numerator, by).floorDivide(floor.divisor);
}

function replaceInInfo({ dims, ints, ...others }: TensorInfo, by: Substitution): TensorInfo {
  const replace = (sizes: readonly Size[]) => sizes.map((size) => replaceIn(size, by));
  return { ...others, dims: dims && replace(dims), ints: ints && replaceInInts(ints, replace, by) };
}

function replaceInInts(ints: IntTensor, replace: (sizes: readonly Size[]) => Size[], by: Substitution): IntTensor {
  if (ints.kind === 'list') {
    const values = ints.values.map(
      (value): Int => (typeof value === 'number' ? value : toInt(replaceIn(toSize(value), by))),
    );
    return { ...ints, values };
  }
  return { ...ints, shape: replace(ints.shape), offset: replaceIn(ints.offset, by), steps: replace(ints.steps) };
}
