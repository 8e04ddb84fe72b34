/** `rednet` and `rednet-half` are PyTorch's, with weights in float32 and in half precision; `keras-example` is Keras's. */
export type TrainedName = 'rednet' | 'rednet-half' | 'keras-example';

/** A model as its framework saved it. */
export type TrainedFile = 'rednet.pth' | 'rednet-half.pth' | 'keras-example.keras' | 'keras-example.weights.h5';

/** How a model came about. */
export interface TrainedRecord {
  /** With its version. */
  readonly framework: string;
  readonly command: string;
  readonly seed: number;
  readonly epochs: number;
  /** How many numbers are trained. */
  readonly parameters: number;
  /** The share of the test digits that the framework itself classifies rightly. */
  readonly accuracy: number;
  /** The largest difference of the framework's logits in float32 from those of the same model in float64. */
  readonly roundoff: number;
}
