const FOLDER = 'INVOLUTION_REDNET50';

/**
 * Where the models of RedNet-50 lie, which are too large to commit.
 *
 * @throws Error when the environment does not name the folder.
 */
export function rednetFolder(): string {
  const folder = process.env[FOLDER];
  if (folder) return folder;
  throw new Error(`${FOLDER} must name the folder that tooling/fixtures/generate_onnx.py --rednet50 has written to`);
}
