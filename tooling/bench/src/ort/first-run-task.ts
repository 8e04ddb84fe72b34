/** Our provider with Involution nodes, or onnxruntime alone with their functions of standard operators. */
export const FIRST_RUN_CONTENDERS = ['ours', 'unmodified'] as const;
export type FirstRunContender = (typeof FIRST_RUN_CONTENDERS)[number];

/** Height and width of the image. */
export const FIRST_RUN_SIZE = 64;

/** What one process saw. */
export interface FirstRuns {
  /** Of the first session of the process, from bytes. */
  readonly createMs: number;
  /** Of its runs, from the first. */
  readonly runsMs: readonly number[];
}
