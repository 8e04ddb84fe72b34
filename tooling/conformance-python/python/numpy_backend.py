"""A deliberately simple backend: one multiply and add of whole arrays for each tap."""

import numpy as np

from geometry import InvolutionError, require, resolve


class NumpyBackend:
    name = "numpy"
    spatial_ranks = (1, 2, 3)

    def resolve(self, x_shape, kernel_shape, options):
        return resolve(x_shape, kernel_shape, options)

    def weights(self, kernel, g):
        """A view of the kernel, `[N, ..., taps, G]`."""
        is_group_major = g.is_group_major
        shape = (*kernel.shape[:-1], g.groups, -1) if is_group_major else (*kernel.shape[:-1], -1, g.groups)
        weights = kernel.reshape(shape)
        return np.swapaxes(weights, -1, -2) if is_group_major else weights

    def tap_index(self, tap, g):
        """Which of the weights belongs to a tap."""
        return int(np.ravel_multi_index(tap, [axis.kernel_size for axis in g.axes]))

    def forward(self, x, kernel, options):
        check_types(x=x, kernel=kernel)
        g = self.resolve(x.shape, kernel.shape, options)
        weights = self.weights(kernel, g)
        y = np.zeros(g.y_shape, np.float32)
        group_of = groups_of_channels(g)
        with np.errstate(all="ignore"):
            for tap, under, over in taps(g):
                y[over] += weights[over][..., self.tap_index(tap, g), :][..., group_of] * x[under]
        return y

    def gradInput(self, dy, kernel, x_shape, options):
        check_types(dy=dy, kernel=kernel)
        g = self.resolve(x_shape, kernel.shape, options)
        check_dy(dy, g)
        weights = self.weights(kernel, g)
        dx = np.zeros(x_shape, np.float32)
        group_of = groups_of_channels(g)
        with np.errstate(all="ignore"):
            for tap, under, over in taps(g):
                dx[under] += weights[over][..., self.tap_index(tap, g), :][..., group_of] * dy[over]
        return dx

    def gradKernel(self, dy, x, kernel_shape, options):
        check_types(dy=dy, x=x)
        g = self.resolve(x.shape, kernel_shape, options)
        check_dy(dy, g)
        dkernel = np.zeros(kernel_shape, np.float32)
        weights = self.weights(dkernel, g)
        group_of = groups_of_channels(g)
        with np.errstate(all="ignore"):
            for tap, under, over in taps(g):
                products = x[under] * dy[over]
                for group in range(g.groups):
                    weights[over][..., self.tap_index(tap, g), group] = products[..., group_of == group].sum(axis=-1)
        return dkernel


def groups_of_channels(g):
    channels = np.arange(g.channels)
    return channels // (g.channels // g.groups) if g.is_blocked else channels % g.groups


def taps(g):
    """Each tap, with the positions of x that it reads and the output positions that read them, inside x alone."""
    for tap in np.ndindex(*[axis.kernel_size for axis in g.axes]):
        under, over = [slice(None)], [slice(None)]
        for axis, t in zip(g.axes, tap):
            origin = t * axis.dilation - axis.pad_before
            first = max(0, -(origin // axis.stride))
            end = min(axis.out_size, (axis.in_size - 1 - origin) // axis.stride + 1)
            count = max(0, end - first)
            start = origin + first * axis.stride
            over.append(slice(first, first + count))
            under.append(slice(start, start + (count - 1) * axis.stride + 1, axis.stride) if count else slice(0, 0))
        yield tap, tuple(under), tuple(over)


def check_types(**operands):
    for name, operand in operands.items():
        require(operand.dtype == np.float32, "INVALID_DTYPE", f"{name} is {operand.dtype}, but must be float32.")


def check_dy(dy, g):
    require(dy.shape == g.y_shape, "DY_SHAPE_MISMATCH", f"dy has shape {dy.shape}, but must have {g.y_shape}.")


__all__ = ["InvolutionError", "NumpyBackend"]
