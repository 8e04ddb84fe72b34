// The operator sets that a model imports.
import { InvolutionError } from '@involution/core';
import { fromPartial, type ModelProto, type NodeProto, OperatorSetIdProto } from '@involution/onnx-messages';

/** What imports operator sets: a model or a function. */
type Importer = Pick<ModelProto, 'opsetImport'>;

/** Whether a domain is that of ONNX itself, which has two spellings. */
export function isStandardDomain(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** Whether a node's operator is one of ONNX itself. */
export function isStandard({ domain }: NodeProto): boolean {
  return isStandardDomain(domain);
}

/** Operators of other domains that are known all the same: ours, and what onnxruntime makes. */
const KNOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  'ai.involution Involution',
  'com.microsoft FusedConv',
  'com.microsoft FusedMatMul',
  'com.microsoft QuickGelu',
]);

/** Whether a node's operator is one of ONNX itself, or one of a few others of names that ONNX does not have. */
export function isKnown(node: NodeProto): boolean {
  return isStandard(node) || KNOWN_ELSEWHERE.has(`${node.domain} ${node.opType}`);
}

/** The version of the standard operators that a model imports; `undefined` when it imports none. */
export function standardVersion({ opsetImport }: Importer): bigint | undefined {
  return opsetImport.find(({ domain }) => isStandardDomain(domain))?.version;
}

/**
 * The version of the standard operators that a model imports.
 *
 * @throws InvolutionError `INVALID_MODEL` when it is missing or older than `oldest`.
 */
export function requireStandardVersion(importer: Importer, oldest: bigint): bigint {
  const version = standardVersion(importer);
  if (version === undefined || version < oldest) {
    const got = version === undefined ? 'does not import ai.onnx' : `imports ai.onnx version ${version}`;
    const message = `The model ${got}, but must import version ${oldest} or later.`;
    throw new InvolutionError('INVALID_MODEL', 'model', message);
  }
  return version;
}

/** Adds an operator set to those that a model or a function imports, unless it is there. */
export function importOpset(importer: Importer, domain: string, version: bigint): void {
  if (importer.opsetImport.some((opset) => opset.domain === domain)) return;
  importer.opsetImport.push(fromPartial(OperatorSetIdProto, { domain, version }));
}
