// What the session suites run with.

import { type GraphInit, modelOf, numbers } from '@involution/adapters/onnx-graphs';
import { expandInvolution } from '@involution/onnx';
import type * as Ort from 'onnxruntime-web';
import { beforeEach, expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../../src/index.ts';
import { C, H, W } from '../models.ts';

/** Runs that must fail would fill the output with onnxruntime's own account of it: fatal errors only. */
export const QUIET = { logSeverityLevel: 4 } as const;

/** Where the suites run. */
export interface SessionContext {
  /** A bundle of some release of onnxruntime-web. */
  ort: typeof Ort;
  /** The execution provider under ours. */
  executionProvider: 'wasm' | 'webgpu';
  /** Makes a file of bytes that `create` can be given the name of. */
  toPath(bytes: Uint8Array): Promise<string>;
  /** Titles of tests that fail for what is wrong in onnxruntime-web, with the reason. One that passes is a failure. Default: none. */
  knownFailures?: Readonly<Record<string, string>>;
}

type Options = Ort.InferenceSession.SessionOptions;

/** What tests make and compare sessions with. */
export interface SessionHarness extends SessionContext {
  /** What our execution provider is called. */
  name: string;
  /** For a session of ours. */
  options: Options;
  it(title: string, test: () => Promise<void>): void;
  /** Of the sessions of the test. */
  reports: InvolutionReport[];
  /** A feed for the nets of models.ts. */
  feedX(): { x: Ort.Tensor };
  create(model: Uint8Array, more?: Options): Promise<Ort.InferenceSession>;
  /** A session of unmodified onnxruntime-web with the same involutions as functions. */
  createUnmodified(model: Uint8Array, more?: Options): Promise<Ort.InferenceSession>;
  /** Runs a model here and, with functions, in an unmodified session; both must say the same of it and give the same. */
  expectAsUnmodified(
    graph: GraphInit,
    feeds?: () => Record<string, Ort.Tensor>,
    more?: Options,
    others?: Parameters<typeof modelOf>[1],
  ): Promise<InvolutionReport | undefined>;
}

/** Registers our execution provider with a bundle, for a suite. */
export function sessionHarness(context: SessionContext): SessionHarness {
  const { ort, executionProvider, knownFailures = {} } = context;
  const name = `involution-${executionProvider}`;
  const reports: InvolutionReport[] = [];
  const options: Options = { ...QUIET, executionProviders: [name] };
  const feedX = () => ({ x: new ort.Tensor('float32', numbers([1, C, H, W]), [1, C, H, W]) });
  const create: SessionHarness['create'] = (model, more = {}) =>
    ort.InferenceSession.create(model, { ...options, ...more });
  const createUnmodified: SessionHarness['create'] = (model, more = {}) =>
    ort.InferenceSession.create(expandInvolution(model), { ...QUIET, ...more, executionProviders: ['wasm'] });

  silenceProfiles();
  registerInvolution(ort, {
    name,
    executionProviders: [executionProvider],
    onSession: (report) => void reports.push(report),
  });
  beforeEach(() => void reports.splice(0));
  return {
    ...context,
    name,
    options,
    it: (title, test) => (Object.hasOwn(knownFailures, title) ? it.fails : it)(title, test),
    reports,
    feedX,
    create,
    createUnmodified,
    async expectAsUnmodified(graph, feeds = feedX, more = {}, others = {}) {
      const model = modelOf(graph, others);
      const ours = await create(model, more);
      const theirs = await createUnmodified(model, more);
      try {
        expect([ours.inputNames, ours.outputNames]).toEqual([theirs.inputNames, theirs.outputNames]);
        expect(ours.inputMetadata).toEqual(theirs.inputMetadata);
        expect(ours.outputMetadata).toEqual(theirs.outputMetadata);
        const [a, b] = [await ours.run(feeds()), await theirs.run(feeds())];
        expect(Object.keys(a)).toEqual(Object.keys(b));
        for (const key of theirs.outputNames) expectSame(a[key]!, b[key]!);
      } finally {
        await ours.release();
        await theirs.release();
      }
      return reports.at(-1);
    },
  };
}

/** Equal to the bit. */
export function expectSame(actual: Ort.Tensor, expected: Ort.Tensor): void {
  expect(actual.dims).toEqual(expected.dims);
  expect(actual.type).toBe(expected.type);
  expect(Array.from(actual.data as Float32Array)).toEqual(Array.from(expected.data as Float32Array));
}

/** Keeps profiles from the output. To be called before the first session: onnxruntime keeps the function that it finds. */
function silenceProfiles(): void {
  const print = console.log;
  console.log = (...given: unknown[]) => {
    if (!/^(\[|\]|\{"cat".*)$/s.test(String(given[0]).trim())) print(...given);
  };
}
