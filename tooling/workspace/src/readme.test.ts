// The quick starts of the root README, run with the packages as they are built.
import { testReadme } from '@involution/readme';

testReadme(new URL('../../../README.md', import.meta.url), { home: new URL('../', import.meta.url) });
