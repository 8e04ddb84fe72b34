"""Trains a network of the Keras example's form on the digits: data/keras-example.{keras,weights.h5}, and Keras's logits."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from digits import CLASSES, DATA, PADDED_SIZE, DigitSet, load, shifted, write_results

SEED = 11
CHANNELS, GROUPS, REDUCTION = 3, 3, 1
KERNEL_SIZES, UNITS = (5, 3, 3), 128
EPOCHS, BATCH, RATE = 20, 64, 3e-3


@keras.saving.register_keras_serializable("involution")
class Involution(keras.layers.Layer):
    """As in the example: kernels from 1×1 convolutions, tap-major, then windows times kernels summed over the taps."""

    def __init__(self, channel, group_number, kernel_size, stride, reduction_ratio, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.channel = channel
        self.group_number = group_number
        self.kernel_size = kernel_size
        self.stride = stride
        self.reduction_ratio = reduction_ratio

    def build(self, input_shape):
        self.kernel_gen = keras.Sequential(
            [
                keras.layers.Conv2D(self.channel // self.reduction_ratio, 1),
                keras.layers.BatchNormalization(),
                keras.layers.ReLU(),
                keras.layers.Conv2D(self.kernel_size**2 * self.group_number, 1),
            ]
        )
        self.kernel_gen.build(input_shape)

    def call(self, x):
        _, height, width, channels = x.shape
        size, groups = self.kernel_size, self.group_number
        kernel = self.kernel_gen(x)
        kernel = keras.ops.reshape(kernel, (-1, height, width, size**2, 1, groups))
        windows = keras.ops.image.extract_patches(x, size, strides=self.stride, padding="same")
        windows = keras.ops.reshape(windows, (-1, height, width, size**2, channels // groups, groups))
        output = keras.ops.sum(kernel * windows, axis=3)
        return keras.ops.reshape(output, (-1, height, width, channels)), kernel


def main() -> None:
    keras.utils.set_random_seed(SEED)
    # The order of a sum follows the number of threads.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    train_set, test_set = load()
    model = build()
    model.compile(
        keras.optimizers.Adam(),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    random = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        model.optimizer.learning_rate = RATE * (1 + np.cos(np.pi * epoch / EPOCHS)) / 2
        images = shifted(train_set.images, random)
        model.fit(in_channels(images), train_set.labels, BATCH, verbose=2)
    model.save(DATA / "keras-example.keras")
    model.save_weights(DATA / "keras-example.weights.h5")
    about = {
        "framework": f"Keras {keras.__version__} on TensorFlow {tf.__version__}",
        "command": "python train_keras_example.py",
        "parameters": sum(int(np.prod(weight.shape)) for weight in model.trainable_weights),
        "seed": SEED,
        "epochs": EPOCHS,
    }
    write_results("keras-example", predict(model, test_set), predict(in_float64(model), test_set), test_set.labels, about)


def predict(model: keras.Model, digits: DigitSet) -> np.ndarray:
    return model.predict(in_channels(digits.images), 500, verbose=0)


def in_float64(model: keras.Model) -> keras.Model:
    keras.config.set_dtype_policy("float64")
    precise = build()
    precise.set_weights(model.get_weights())
    return precise


def in_channels(images: np.ndarray) -> np.ndarray:
    """Gray as red, green and blue: [N, 32, 32, 3]."""
    return np.repeat(images[..., None], CHANNELS, 3)


def build() -> keras.Model:
    inputs = x = keras.Input((PADDED_SIZE, PADDED_SIZE, CHANNELS))
    for index, kernel_size in enumerate(KERNEL_SIZES):
        if index > 0:
            x = keras.layers.MaxPooling2D((2, 2))(x)
        x, _ = Involution(CHANNELS, GROUPS, kernel_size, 1, REDUCTION, name=f"inv_{index + 1}")(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(UNITS, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(CLASSES)(x), name="inv_model")


if __name__ == "__main__":
    main()
