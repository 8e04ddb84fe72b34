import { unexpected } from '@involution/core';
import { serialization } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** Options as JSON: layers, initializers and regularizers as tfjs writes them, by class name and config. */
export function serializeValues(options: object): serialization.ConfigDict {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value instanceof serialization.Serializable
        ? { className: value.getClassName(), config: value.getConfig() }
        : (value as serialization.ConfigDictValue),
    ]),
  );
}

/**
 * A layer or model from its class name and config, as tfjs's own wrappers make it.
 *
 * @throws InvolutionError `INVALID_OPTIONS` for a class that is not registered with `tf.serialization`.
 */
export function fromSerialized(serialized: serialization.ConfigDictValue): layers.Layer {
  const { className, config } = serialized as { className: string; config: serialization.ConfigDict };
  const { classNameMap } = serialization.SerializationMap.getMap();
  if (!Object.hasOwn(classNameMap, className)) {
    throw unexpected('INVALID_OPTIONS', 'kernelGenerator', className, 'a class registered with tf.serialization');
  }
  const [layerClass, fromConfig] = classNameMap[className]!;
  return fromConfig(layerClass, config) as layers.Layer;
}
