declare const split: {
  readonly classes: number;
  readonly size: number;
  readonly paddedSize: number;
  /** One digit in so many is for the test: the last of them. */
  readonly testEvery: number;
};
export default split;
