// Writes data/. The build runs it: everything else here reads what it has written.
import { writeFileSync } from 'node:fs';
import { makeFiles } from './index.ts';

for (const [name, bytes] of makeFiles()) writeFileSync(new URL(`../data/${name}`, import.meta.url), bytes);
