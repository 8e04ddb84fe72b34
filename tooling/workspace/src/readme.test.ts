// READMEs whose examples need more packages than their own has, run with the packages as they are built.
import { testReadme } from '@involution/readme';
import { describe } from 'vitest';

const root = new URL('../../../', import.meta.url);

describe.each(['.', 'packages/tfjs'])('%s', (folder) => {
  testReadme(new URL(`${folder}/README.md`, root), { home: new URL(`../.readme/${folder}/`, import.meta.url) });
});
