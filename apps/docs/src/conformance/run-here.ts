// Runs the kit on one runtime in whatever program runs this, and writes its report as JSON: `run-here.ts RUNTIME FILE`.
import { writeFileSync } from 'node:fs';
import { reportToJson } from '@involution/conformance';
import { type HostRuntimeId, runHere } from './host.ts';

const [id, file] = process.argv.slice(2);
writeFileSync(file!, reportToJson(await runHere(id as HostRuntimeId)));
// WebGPU devices keep some programs alive.
process.exit();
