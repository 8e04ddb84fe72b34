import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { InvolutionError } from '@involution/core';
import { type ModelProto, ModelProtoSchema, OperatorSetIdProtoSchema } from 'onnx-buf';
import { DOMAIN, DOMAIN_VERSION } from './operator.ts';

/** The lowest version of the standard operators in which `Split` takes its sizes as an input. */
const OLDEST_OPSET = 13;

/**
 * Reads an ONNX file.
 *
 * @throws InvolutionError `INVALID_MODEL` when the bytes are not an ONNX model with a graph.
 */
export function readModel(bytes: Uint8Array): ModelProto {
  if (!(bytes instanceof Uint8Array)) {
    throw new InvolutionError('INVALID_MODEL', 'model', typeof bytes, 'the bytes of an ONNX file in a Uint8Array');
  }
  const model = parse(bytes);
  // Protobuf reads many byte strings that are something else, an empty one among them; none of those has a graph.
  if (model?.graph === undefined) {
    throw new InvolutionError('INVALID_MODEL', 'model', `${bytes.length} bytes`, 'an ONNX model with a graph');
  }
  return model;
}

/** Writes an ONNX file. Fields that this package does not know survive. */
export function writeModel(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}

/**
 * The version of the standard operators that a model uses.
 *
 * @throws InvolutionError `INVALID_MODEL` when it is missing or older than 13.
 */
export function standardOpset(model: ModelProto): bigint {
  // The standard domain has two spellings.
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (opset === undefined || opset.version < OLDEST_OPSET) {
    const got = opset === undefined ? 'no opset_import of ai.onnx' : `ai.onnx version ${opset.version}`;
    throw new InvolutionError('INVALID_MODEL', 'model', got, `ai.onnx version ${OLDEST_OPSET} or later`);
  }
  return opset.version;
}

/**
 * Refuses a model that is written for another version of this package's operators.
 *
 * @throws InvolutionError `INVALID_MODEL`.
 */
export function requireDomainVersion(model: ModelProto): void {
  const opset = model.opsetImport.find(({ domain }) => domain === DOMAIN);
  if (opset !== undefined && opset.version !== DOMAIN_VERSION) {
    const got = `${DOMAIN} version ${opset.version}`;
    throw new InvolutionError('INVALID_MODEL', 'model', got, `${DOMAIN} version ${DOMAIN_VERSION}`);
  }
}

/** Adds an operator set to those that a model or a function imports, unless it is there. */
export function importOpset(importer: Pick<ModelProto, 'opsetImport'>, domain: string, version: bigint): void {
  if (importer.opsetImport.some((opset) => opset.domain === domain)) return;
  importer.opsetImport.push(create(OperatorSetIdProtoSchema, { domain, version }));
}

function parse(bytes: Uint8Array): ModelProto | undefined {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch {
    return undefined;
  }
}
