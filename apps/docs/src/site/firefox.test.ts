// The built site in Firefox: its pages, and what they compute.
import { openFirefox } from '@involution/browser/firefox';
import { beforeAll, expect, it } from 'vitest';
import { RUNTIMES } from '../compute/runtimes.ts';
import { LIVE_PATHS } from './pages.ts';
import { type Seen, type Step, tour } from './tour.ts';

const pages: readonly Step[] = ['/', '/zh/', '/involution', ...LIVE_PATHS].map((path) => ({ path }));

/** What is run on pages. */
const runs = {
  playground: {
    path: '/playground?side=64&job=sharpen',
    press: ['.playground button.primary'],
    until: '[data-runtime]:last-child .state:is(.done, .failed, .unavailable)',
    show: '[data-runtime]',
  },
  digit: {
    path: '/digit',
    press: ['.buttons button:nth-of-type(2)'],
    until: '.summary',
    show: '.summary, tbody tr',
  },
  conformance: {
    path: '/conformance',
    press: ['label:nth-of-type(2) > input[name=extent]', 'button[type=submit]'],
    until: '.export',
    show: '.export textarea',
  },
  interop: {
    path: '/interop',
    press: ['.interop .main'],
    until: '.interop .summary',
    show: '.interop .summary',
  },
  repl: {
    path: '/repl',
    press: ['.buttons .main'],
    until: '.repl:has(.verdict) .main:not(:disabled)',
    show: '[role=log]',
  },
} satisfies Record<string, Step>;

/** GPUs in software compile shaders for seconds. */
const PATIENCE = 120_000;

const seen = new Map<string, Seen>();
beforeAll(async () => {
  const steps = [...pages, ...Object.values(runs)];
  const all = await tour(openFirefox, steps, PATIENCE);
  for (const [k, { path }] of steps.entries()) seen.set(`${k < pages.length ? 'page' : 'run'} ${path}`, all[k]!);
}, 2 * PATIENCE);
const shownIn = (run: keyof typeof runs) => seen.get(`run ${runs[run].path}`)!.shown;

it('shows every page that computes something, and runs it, without an error', () => {
  for (const [name, { errors, shown }] of seen) {
    expect(errors, name).toEqual([]);
    expect(shown.join(''), name).not.toBe('');
  }
});

it('runs all six runtimes, which agree', () => {
  const shown = shownIn('playground');
  expect(shown).toHaveLength(RUNTIMES.length);
  for (const text of shown) for (const promised of ['agrees', 'every byte equal']) expect(text).toContain(promised);
});

it('classifies 20 digits in tfjs and onnxruntime-web as PyTorch does', () => {
  const [summary, ...runtimes] = shownIn('digit');
  expect(summary).toMatch(/^All 20 are classified as PyTorch/);
  expect(runtimes).toHaveLength(2);
  for (const text of runtimes) expect(text).toContain('20 / 20');
});

it('passes the smoke tests of the conformance kit', () => {
  expect(shownIn('conformance').join()).toMatch(/\| \*\*all\*\* \| [1-9]\d+ \| 0 \| 0 \|/);
});

it('shares one GPU device between tfjs and onnxruntime-web, without a copy', () => {
  expect(shownIn('interop').join()).toMatch(/ copies of tensors on one device: 0\.$/);
});

it('runs a program that logs what it says', () => {
  const [log] = shownIn('repl');
  expect(log).toContain('✓');
  expect(log).not.toContain('✗');
});
