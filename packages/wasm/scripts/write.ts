// `pnpm compile`
import { writeFile } from 'node:fs/promises';
import { makeBinaries } from './compile.ts';

await writeFile(new URL('../src/binaries.ts', import.meta.url), await makeBinaries());
