import { testReadme } from '@involution/readme';
import { beforeAll, vi } from 'vitest';
import { openGpu } from '../test/dawn.ts';

// The example is written for a browser.
beforeAll(() => {
  vi.stubGlobal('navigator', { gpu: openGpu() });
});

testReadme(new URL('../README.md', import.meta.url));
