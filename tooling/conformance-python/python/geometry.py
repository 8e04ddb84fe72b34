"""Checks a call and works out what follows from it, in the order of @involution/core."""

from dataclasses import dataclass

NAMES = {"kernelSize", "strides", "dilations", "pad", "groups", "kernelOrder", "channelGrouping", "dataFormat"}


class InvolutionError(Exception):
    """A bad call, with its stable code."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass
class Axis:
    in_size: int
    out_size: int
    kernel_size: int
    stride: int
    dilation: int
    pad_before: int


@dataclass
class Geometry:
    batch_size: int
    channels: int
    groups: int
    axes: list
    is_group_major: bool
    is_blocked: bool

    @property
    def out_sizes(self):
        return tuple(axis.out_size for axis in self.axes)

    @property
    def y_shape(self):
        return (self.batch_size, *self.out_sizes, self.channels)


def require(is_right, code, message):
    if not is_right:
        raise InvolutionError(code, message)


def is_integer(value, minimum):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value) and value >= minimum


def per_axis(code, name, value, rank):
    values = value if isinstance(value, list) else [value] * rank
    is_right = len(values) == rank and all(is_integer(v, 1) for v in values)
    require(is_right, code, f"{name} is {value}, but must be a positive integer or a list of {rank}.")
    return [int(v) for v in values]


def pads_of(pad, rank, sizes, windows):
    """[before, after] of each axis."""
    if pad == "valid":
        return [(0, 0)] * rank
    if pad == "same":
        totals = [
            max(0, (-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size)
            for size, (kernel, stride, dilation) in zip(sizes, windows)
        ]
        return [(total // 2, total - total // 2) for total in totals]
    pads = [[pad, pad]] * rank if not isinstance(pad, list) else pad
    is_right = len(pads) == rank and all(len(ends) == 2 and all(is_integer(p, 0) for p in ends) for ends in pads)
    require(is_right, "INVALID_PAD", f"pad is {pad}, but must be 'same', 'valid', a number or [before, after] of each axis.")
    return pads


def resolve(x_shape, kernel_shape, options):
    """The geometry of a call with channels last."""
    require(not set(options) - NAMES, "INVALID_OPTIONS", f"There is no option {set(options) - NAMES}.")
    order = options.get("kernelOrder", "group-major")
    grouping = options.get("channelGrouping", "blocked")
    require(order in ("group-major", "tap-major"), "INVALID_KERNEL_ORDER", f"kernelOrder is {order}.")
    require(grouping in ("blocked", "interleaved"), "INVALID_CHANNEL_GROUPING", f"channelGrouping is {grouping}.")
    rank = len(x_shape) - 2
    require(1 <= rank <= 3, "INVALID_SHAPE", f"x has shape {x_shape}, but must have one to three spatial axes.")
    windows = list(
        zip(
            per_axis("INVALID_KERNEL_SIZE", "kernelSize", options.get("kernelSize"), rank),
            per_axis("INVALID_STRIDES", "strides", options.get("strides", 1), rank),
            per_axis("INVALID_DILATIONS", "dilations", options.get("dilations", 1), rank),
        )
    )
    batch_size, *sizes, channels = x_shape
    pads = pads_of(options.get("pad", "same"), rank, sizes, windows)
    groups = options.get("groups")
    require(groups is None or is_integer(groups, 1), "INVALID_GROUPS", f"groups is {groups}, but must be positive.")
    axes = []
    for size, (kernel, stride, dilation), (before, after) in zip(sizes, windows, pads):
        out_size = (size + before + after - dilation * (kernel - 1) - 1) // stride + 1
        require(out_size >= 1, "EMPTY_OUTPUT", "The dilated kernel is larger than the padded input.")
        axes.append(Axis(size, out_size, kernel, stride, dilation, before))
    taps = 1
    for axis in axes:
        taps *= axis.kernel_size
    if groups is None:
        require(len(kernel_shape) == len(x_shape), "INVALID_SHAPE", f"kernel has shape {kernel_shape}.")
        require(kernel_shape[-1] % taps == 0, "KERNEL_SHAPE_MISMATCH", f"kernel has {kernel_shape[-1]} channels.")
        groups = kernel_shape[-1] // taps
    require(channels % groups == 0, "CHANNELS_NOT_DIVISIBLE", f"{channels} channels are no multiple of {groups} groups.")
    geometry = Geometry(batch_size, channels, groups, axes, order == "group-major", grouping == "blocked")
    expected = (batch_size, *geometry.out_sizes, groups * taps)
    require(tuple(kernel_shape) == expected, "KERNEL_SHAPE_MISMATCH", f"kernel has shape {kernel_shape}, not {expected}.")
    return geometry
