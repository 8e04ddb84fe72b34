// Runs the kit on one runtime or on bare kernels in whatever program runs this, and writes its report as JSON:
// `run-here.ts ID FILE`.
import { writeFileSync } from 'node:fs';
import { reportToJson } from '@involution/conformance';
import { type HostRuntimeId, runHere } from './host.ts';
import type { KernelsId } from './kernels.ts';

const [id, file] = process.argv.slice(2);
writeFileSync(file!, reportToJson(await runHere(id as HostRuntimeId | KernelsId)));
// WebGPU devices keep some programs alive.
process.exit();
