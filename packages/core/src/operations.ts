import { InvolutionError } from './errors.ts';
import { type InvolutionGeometry, kernelShapeOf, xShapeOf, yShapeOf } from './geometry.ts';

/**
 * What can be computed of an involution: each operation's operands in their order, and the tensor whose shape its result
 * has. This is the owner of the rule; plans, programs, shaders and the conformance kit read it.
 */
export const OPERATIONS = {
  /** y from x and the kernel. */
  forward: { operands: ['x', 'kernel'], result: 'y' },
  /** The gradient for x from that of y (backward data). */
  gradInput: { operands: ['dy', 'kernel'], result: 'x' },
  /** The gradient for the kernel from that of y (backward filter). */
  gradKernel: { operands: ['dy', 'x'], result: 'kernel' },
} as const;

/** The name of an operation: a key of {@link OPERATIONS}. */
export type Operation = keyof typeof OPERATIONS;

/** All operations, in the order of the table. */
export const OPERATION_NAMES = /* @__PURE__ */ Object.keys(OPERATIONS) as readonly Operation[];

/**
 * What can be computed of an involution that generates its kernel itself, so that the kernel tensor never exists: as in
 * {@link OPERATIONS}, each operation's operands in their order, and the tensors whose shapes its results have. The
 * gradients for the features and for the span are one operation, since all three are sums of the kernel's gradient.
 */
export const FUSED_OPERATIONS = {
  /** y from x, and from the features and the span that the kernel is generated from. */
  fusedForward: { operands: ['x', 'features', 'spanWeights', 'spanBias'], results: ['y'] },
  /** The gradient for x from that of y. */
  fusedGradInput: { operands: ['dy', 'features', 'spanWeights', 'spanBias'], results: ['x'] },
  /** The gradients for all that the kernel is generated from, from that of y. */
  fusedGradSpan: {
    operands: ['dy', 'x', 'features', 'spanWeights'],
    results: ['features', 'spanWeights', 'spanBias'],
  },
} as const;

/** The name of a fused operation: a key of {@link FUSED_OPERATIONS}. */
export type FusedOperation = keyof typeof FUSED_OPERATIONS;

/** All of them, in the order of the table. */
export const FUSED_OPERATION_NAMES = /* @__PURE__ */ Object.keys(FUSED_OPERATIONS) as readonly FusedOperation[];

/** A tensor that some fused operation reads. */
export type FusedOperandName = (typeof FUSED_OPERATIONS)[FusedOperation]['operands'][number];

/** Something for each operand of a fused operation, by the operand's name. Default: of `fusedForward`. */
export type FusedOperands<T, Name extends FusedOperation = 'fusedForward'> = Readonly<
  Record<(typeof FUSED_OPERATIONS)[Name]['operands'][number], T>
>;

/** A tensor that a kernel is generated from. */
export type SpanTensorName = (typeof FUSED_OPERATIONS)['fusedGradSpan']['results'][number];

/** A tensor of an involution: `dy` is the gradient of y, and has its shape. */
export type TensorName = 'x' | 'kernel' | 'y' | 'dy';

/** A tensor that some operation reads. */
export type OperandName = (typeof OPERATIONS)[Operation]['operands'][number];

/** All of them, in the order in which the table first names them. */
export const OPERAND_NAMES: readonly OperandName[] = /* @__PURE__ */ namesOfOperands();

function namesOfOperands(): OperandName[] {
  return [...new Set(OPERATION_NAMES.flatMap((operation): readonly OperandName[] => OPERATIONS[operation].operands))];
}

/** Something for each operand of an operation, by the operand's name. */
export type Operands<T> = Readonly<Partial<Record<OperandName | FusedOperandName, T>>>;

/** A tensor whose shape a result of some operation has. */
export type ResultName =
  | (typeof OPERATIONS)[Operation]['result']
  | (typeof FUSED_OPERATIONS)[FusedOperation]['results'][number];

/** Something for each result of an operation, by the name of the tensor whose shape it has. */
export type Results<T> = Readonly<Partial<Record<ResultName, T>>>;

/**
 * The operands of an operation in the order of the table.
 *
 * @param operands By name; those that the operation does not read are passed over.
 * @throws InvolutionError `MISSING_OPERAND` when one that it reads is not there.
 */
export function operandsOf<T>(operation: Operation | FusedOperation, operands: Operands<T>): readonly T[] {
  return pickOperands(operation, operandNamesOf(operation), operands);
}

/**
 * {@link operandsOf} for who knows their names, such as a program: a bundler then need not keep the tables.
 *
 * @throws InvolutionError `MISSING_OPERAND` when one of them is not there.
 */
export function pickOperands<T, Name extends string = OperandName | FusedOperandName>(
  operation: Operation | FusedOperation,
  names: readonly Name[],
  operands: Readonly<Partial<Record<Name, T>>>,
): readonly T[] {
  return names.map((name) => {
    const operand = operands[name];
    if (operand !== undefined) return operand;
    const message = `${operation} reads ${names.join(' and ')}, but ${name} is missing.`;
    throw new InvolutionError('MISSING_OPERAND', name, message);
  });
}

/** The names of the operands of an operation, in the order of its table. */
export function operandNamesOf(operation: Operation | FusedOperation): readonly (OperandName | FusedOperandName)[] {
  return (isFused(operation) ? FUSED_OPERATIONS[operation] : OPERATIONS[operation]).operands;
}

/** The names of the tensors whose shapes the results of an operation have, in the order of its table. */
export function resultNamesOf(operation: Operation | FusedOperation): readonly ResultName[] {
  return isFused(operation) ? FUSED_OPERATIONS[operation].results : [OPERATIONS[operation].result];
}

/** Whether an operation is one of {@link FUSED_OPERATIONS}. */
export function isFused(operation: Operation | FusedOperation): operation is FusedOperation {
  return operation in FUSED_OPERATIONS;
}

/** Makes something for each operand of an operation, by its name. */
export function mapOperands<T>(operation: Operation, make: (name: OperandName) => T): Operands<T>;
export function mapOperands<T>(
  operation: Operation | FusedOperation,
  make: (name: OperandName | FusedOperandName) => T,
): Operands<T>;
export function mapOperands<T>(operation: Operation | FusedOperation, make: (name: never) => T): Operands<T> {
  return Object.fromEntries(operandNamesOf(operation).map((name) => [name, make(name as never)]));
}

/** The shape of a tensor of an involution, in the geometry's data format. */
export function shapeOf(geometry: InvolutionGeometry, tensor: TensorName): number[] {
  switch (tensor) {
    case 'x':
      return xShapeOf(geometry);
    case 'kernel':
      return kernelShapeOf(geometry);
    case 'y':
    case 'dy':
      return yShapeOf(geometry);
  }
}

/** The shape of an operation's result, in the geometry's data format. */
export function resultShapeOf(geometry: InvolutionGeometry, operation: Operation): number[] {
  return shapeOf(geometry, OPERATIONS[operation].result);
}
