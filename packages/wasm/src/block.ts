/** Numbers of float32 in the memory of the kernels. */
export interface Block {
  /** In bytes. */
  readonly offset: number;
  /** How many numbers. */
  readonly length: number;
}
