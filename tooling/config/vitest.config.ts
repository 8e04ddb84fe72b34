import { defineConfig } from 'vitest/config';
import { testTimes } from './test-times.ts';
import { sharedTestSettings } from './vitest.shared.ts';

/** What must find a process in which nothing was registered, and no runtime has chosen how many threads it has. */
const FIRST = ['src/**/register*.test.ts', 'src/**/readme.test.ts', 'src/**/threads.test.ts'];

/** Tests in Node, beside the source: `*.test.ts`. */
export default defineConfig({
  root: process.cwd(),
  test: {
    ...sharedTestSettings,
    reporters: [['default', { summary: false }], testTimes('node')],
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts', ...FIRST],
          // Files share their modules, as those of an application do: to load a runtime takes longer than most files take.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: FIRST, exclude: ['src/**/*.browser.test.ts'] },
      },
    ],
  },
});
