// Runs classify.py and writes what it says of the photos to results.json, with the versions that said it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { classifyInPython, whyNot } from './classify-in-python.ts';

const python = process.env.INVOLUTION_PYTHON;
const reason = whyNot(python);
if (python === undefined || reason !== undefined) throw new Error(`Nothing is recorded: ${reason}.`);
const VERSIONS = `import json, onnxruntime, platform, ray
print(json.dumps({"python": platform.python_version(), "onnxruntime": onnxruntime.__version__, "ray": ray.__version__}))`;
const versions: object = JSON.parse(execFileSync(python, ['-c', VERSIONS], { encoding: 'utf8' }));
const record = { ...versions, results: await classifyInPython(python) };
writeFileSync(new URL('../results.json', import.meta.url), `${JSON.stringify(record, null, 1)}\n`);
