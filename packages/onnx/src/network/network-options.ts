/** How a network becomes a model. */
export interface NetworkModelOptions {
  /** H and W of the image, one number for both. Default: any, in every call. */
  imageSize?: number | readonly [height: number, width: number];
  /** A name for each class, kept in the model's metadata as a JSON array, `labels`. Default: none. */
  labels?: readonly string[];
  /**
   * Stores the weights of convolutions and linear layers as float16, to be computed with in float32. With `'throughout'`, all
   * between the input and the outputs, which stay float32, is of float16. Default: false.
   */
  half?: boolean | 'throughout';
  /** Of the graph's input. Default: `'input'`. */
  inputName?: string;
  /** Of the graph. Default: `'network'`. */
  name?: string;
}
