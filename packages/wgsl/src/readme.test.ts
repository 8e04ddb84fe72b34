import { openGpu } from '@involution/browser/dawn';
import { testReadme } from '@involution/readme';
import { beforeAll, vi } from 'vitest';

// The example is written for a browser.
beforeAll(() => {
  vi.stubGlobal('navigator', { gpu: openGpu() });
});

testReadme(new URL('../README.md', import.meta.url));
