"""RedNet (arXiv 2103.06255) from the description in the paper, with the parameter names of the published checkpoints."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import nn


class Involution(nn.Module):
    """Kernels from 1×1 convolutions, group-major, then windows times kernels summed over the taps."""

    def __init__(self, channels: int, kernel_size: int, stride: int) -> None:
        super().__init__()
        self.channels, self.groups = channels, max(1, channels // 16)
        self.kernel_size, self.stride = kernel_size, stride
        hidden = max(1, channels // 4)
        self.pool = nn.AvgPool2d(stride, stride) if stride > 1 else nn.Identity()
        self.conv1 = _conv_norm(channels, hidden, 1)
        self.conv2 = nn.Sequential(OrderedDict(conv=nn.Conv2d(hidden, self.groups * kernel_size**2, 1)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kernel = self.conv2(torch.relu(self.conv1(self.pool(x))))
        batch, _, height, width = kernel.shape
        windows = nn.functional.unfold(x, self.kernel_size, 1, (self.kernel_size - 1) // 2, self.stride)
        windows = windows.view(batch, self.groups, self.channels // self.groups, -1, height, width)
        kernel = kernel.view(batch, self.groups, 1, -1, height, width)
        return (kernel * windows).sum(dim=3).view(batch, self.channels, height, width)


class Bottleneck(nn.Module):
    """1×1 convolution, involution that carries the stride, 1×1 convolution, and a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int, kernel_size: int) -> None:
        super().__init__()
        middle = outputs // 4
        self.conv1, self.bn1 = nn.Conv2d(inputs, middle, 1, bias=False), nn.BatchNorm2d(middle)
        self.conv2, self.bn2 = Involution(middle, kernel_size, stride), nn.BatchNorm2d(middle)
        self.conv3, self.bn3 = nn.Conv2d(middle, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity()
        if stride > 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        return torch.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class Backbone(nn.Module):
    """Stem and four stages of bottlenecks."""

    def __init__(self, blocks: tuple[int, ...], width: int, inputs: int, kernel_size: int) -> None:
        super().__init__()
        half = width // 2
        self.stem = nn.Sequential(
            _conv_norm(inputs, half, 3, 2, nn.ReLU()),
            Involution(half, 3, 1),
            nn.BatchNorm2d(half),
            nn.ReLU(),
            _conv_norm(half, width, 3, 1, nn.ReLU()),
        )
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = width
        self.stages = len(blocks)
        for stage, count in enumerate(blocks):
            outputs = 4 * width * 2**stage
            strides = [2 if stage > 0 else 1] + [1] * (count - 1)
            bottlenecks = [
                Bottleneck(channels if block == 0 else outputs, outputs, stride, kernel_size)
                for block, stride in enumerate(strides)
            ]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*bottlenecks))
            channels = outputs
        self.channels = channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.maxpool(self.stem(x))
        for stage in range(self.stages):
            x = self.get_submodule(f"layer{stage + 1}")(x)
        return x


class RedNet(nn.Module):
    """The classifier: backbone, average, linear layer."""

    def __init__(self, blocks: tuple[int, ...], width: int, inputs: int, classes: int, kernel_size: int = 7) -> None:
        super().__init__()
        self.backbone = Backbone(blocks, width, inputs, kernel_size)
        self.head = nn.Sequential(OrderedDict(fc=nn.Linear(self.backbone.channels, classes)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.backbone(x).mean((2, 3)))


def _conv_norm(inputs: int, outputs: int, size: int, stride: int = 1, *then: nn.Module) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    parts = OrderedDict(conv=conv, bn=nn.BatchNorm2d(outputs))
    return nn.Sequential(parts | OrderedDict((f"activate{k}", module) for k, module in enumerate(then)))
