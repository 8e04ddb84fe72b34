"""The simple backend with a deliberate bug: the kit has to catch each."""

from dataclasses import replace

from numpy_backend import NumpyBackend


class TransposedTaps(NumpyBackend):
    name = "transposed taps"

    def tap_index(self, tap, g):
        is_cube = len({axis.kernel_size for axis in g.axes}) == 1
        return super().tap_index(tap[::-1] if is_cube else tap, g)


class GroupMajorReadAsTapMajor(NumpyBackend):
    name = "group-major read as tap-major"

    def weights(self, kernel, g):
        return super().weights(kernel, replace(g, is_group_major=False))


class MissingPad(NumpyBackend):
    name = "missing pad"

    def resolve(self, x_shape, kernel_shape, options):
        g = super().resolve(x_shape, kernel_shape, options)
        first, *others = g.axes
        return replace(g, axes=[replace(first, pad_before=max(0, first.pad_before - 1)), *others])


MUTANTS = [TransposedTaps, GroupMajorReadAsTapMajor, MissingPad]
