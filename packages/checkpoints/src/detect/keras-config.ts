import { invalid } from '../invalid.ts';

/** What a model's configuration says beyond the shapes of its weights. */
export interface KerasConfig {
  readonly imageSize: number;
  readonly denseCount: number;
  readonly involutions: readonly { readonly kernelSize: number | undefined; readonly groups: number | undefined }[];
}

interface LayerConfig {
  readonly className: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Layers that do nothing in inference. */
const IDLE = ['Dropout', 'InputLayer'];

/**
 * Reads Keras's configuration of a model, and requires that its layers are those of the example and in its order: another
 * network could have weights of the same shapes.
 *
 * @throws InvolutionError `INVALID_CHECKPOINT` that names the first layer that is not.
 */
export function readKerasConfig(config: unknown): KerasConfig {
  const layers = layersOf(config);
  const inputShape = layers[0]?.options.batch_shape ?? layers[0]?.options.batch_input_shape;
  const [, height, width] = Array.isArray(inputShape) ? inputShape : [];
  if (!Number.isSafeInteger(height) || height !== width) {
    throw invalid('config', `The model's input has the shape [${String(inputShape)}], but must be a square image.`);
  }
  const steps = layers.filter(({ className }) => !IDLE.includes(className));
  const involutions = steps.filter(({ className }) => isInvolution(className));
  const dense = steps.filter(({ className }) => className === 'Dense');
  const expected = [
    ...involutions.flatMap((_, k) => ['Involution', 'ReLU', ...(k < involutions.length - 1 ? ['MaxPooling2D'] : [])]),
    'Flatten',
    ...dense.map(() => 'Dense'),
  ];
  for (const [k, name] of expected.entries()) {
    const found = steps[k];
    if (found === undefined || roleOf(found) !== name) throw unlike(found, `where the Keras example has ${name}`);
    requireOptions(found, name);
  }
  if (steps.length > expected.length) throw unlike(steps[expected.length], 'where the Keras example ends');
  for (const [k, layer] of dense.entries()) {
    const activation = k < dense.length - 1 ? 'relu' : 'linear';
    if (layer.options.activation !== activation) throw unlike(layer, `without the activation ${activation}`);
  }
  return {
    imageSize: height as number,
    denseCount: dense.length,
    involutions: involutions.map(({ options }) => ({
      kernelSize: integerOf(options.kernel_size),
      groups: integerOf(options.group_number),
    })),
  };
}

function layersOf(config: unknown): LayerConfig[] {
  const { config: inner } = objectOf(config);
  const { layers } = objectOf(inner);
  if (!Array.isArray(layers)) throw invalid('config', "The model's configuration lists no layers.");
  return layers.map((layer) => {
    const { class_name: className, config: options } = objectOf(layer);
    return { className: String(className), options: objectOf(options) };
  });
}

function roleOf({ className, options }: LayerConfig): string {
  if (isInvolution(className)) return 'Involution';
  return className === 'Activation' && options.activation === 'relu' ? 'ReLU' : className;
}

/** Keras writes the class with the package that it is registered for: `Custom>Involution`. */
function isInvolution(className: string): boolean {
  return /involution/i.test(className);
}

function requireOptions(layer: LayerConfig, role: string): void {
  const { options } = layer;
  const isPlain =
    role === 'MaxPooling2D'
      ? String(options.pool_size) === '2,2' && String(options.strides) === '2,2' && options.padding === 'valid'
      : role !== 'Involution' || (options.stride ?? 1) === 1;
  if (!isPlain) throw unlike(layer, 'with options that the Keras example does not have');
}

function unlike(layer: LayerConfig | undefined, where: string): Error {
  const name = layer === undefined ? 'no layer' : `a layer ${layer.className} (${String(layer.options.name)})`;
  return invalid('config', `The model has ${name} ${where}.`);
}

function integerOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
