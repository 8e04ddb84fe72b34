// `pnpm compile`
import { writeFile } from 'node:fs/promises';
import { makeBinaries } from './compile.ts';
import { assemblyLayout, sourceLayout } from './layout.ts';

const write = (path: string, text: string) => writeFile(new URL(`../${path}`, import.meta.url), text);

await write('assembly/layout.ts', assemblyLayout());
await write('src/layout.ts', sourceLayout());
await write('src/binaries.ts', await makeBinaries());
