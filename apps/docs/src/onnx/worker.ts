// Runs in a worker of its own: what the page does with a model.
import { isInvolutionError } from '@involution/core';
import { expose, transfer } from 'comlink';
import type { ModelFiles } from './files.ts';
import {
  type ExpandReport,
  expandReport,
  type FuseReport,
  fuseReport,
  type InspectReport,
  inspectReport,
} from './report.ts';

/** Why a model can't be worked on. */
export interface Failure {
  /** The library's; `undefined` for what it doesn't know, as when memory runs out. */
  readonly code: string | undefined;
  readonly message: string;
}

/** What comes of it. */
export type Reply<Report> = { readonly report: Report } | { readonly failure: Failure };

const calls = {
  inspect: (files: ModelFiles): Promise<Reply<InspectReport>> =>
    reply(async () => {
      const { model, externalData } = await bytesOf(files);
      return inspectReport(model, externalData);
    }),
  fuse: (files: ModelFiles): Promise<Reply<FuseReport>> =>
    reply(async () => {
      const { model, externalData } = await bytesOf(files);
      return fuseReport(model, externalData);
    }),
  expand: (files: ModelFiles): Promise<Reply<ExpandReport>> =>
    reply(async () => expandReport((await bytesOf(files)).model)),
};

/** What the worker does for its page. */
export type OnnxCalls = typeof calls;

expose(calls);

async function bytesOf({ model, externalData }: ModelFiles) {
  const read = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  return {
    model: await read(model),
    externalData: await Promise.all(externalData.map(async ({ path, blob }) => ({ path, data: await read(blob) }))),
  };
}

async function reply<Report>(work: () => Promise<Report>): Promise<Reply<Report>> {
  try {
    const report = await work();
    const model = (report as { model?: Uint8Array }).model;
    return transfer({ report }, model ? [model.buffer] : []);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { code: isInvolutionError(error) ? error.code : undefined, message } };
  }
}
