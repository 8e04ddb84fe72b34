/** Tests of the conformance kit that a model with an Involution node can't pass. */
export const knownFailures = {
  'errors/one-spatial-axis': 'pads of one axis are refused before the rank of X is looked at',
  'errors/three-spatial-axes': 'pads of three axes are refused before the rank of X is looked at',
};
