"""Times a step of training the small RedNet in PyTorch on the CPU; prints JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time

import torch
from torch import nn

from digits import CLASSES, load
from rednet import RedNet
from train_rednet import BLOCKS, WIDTH

WARM_UP, STEPS = 3, 11


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=64, help="images of a step")
    batch = parser.parse_args().batch
    milliseconds = {threads: time_step(threads, batch) for threads in (1, 2)}
    print(json.dumps({"version": torch.__version__.split("+")[0], "milliseconds": milliseconds}))


def time_step(threads: int, batch: int) -> float:
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    digits, _ = load()
    picked = slice(None, None, len(digits.labels) // batch)
    images = torch.from_numpy(digits.images[picked][:batch])[:, None].contiguous()
    labels = torch.from_numpy(digits.labels[picked][:batch])
    net = RedNet(BLOCKS, WIDTH, 1, CLASSES).train()
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-4, momentum=0.9)
    times = []
    for _ in range(WARM_UP + STEPS):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[WARM_UP:])


if __name__ == "__main__":
    main()
