"""Trains a small RedNet on the digits: data/rednet.pth, data/rednet-half.pth, and PyTorch's logits beside them."""

from __future__ import annotations

import copy
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

from digits import CLASSES, DATA, DigitSet, load, shifted, write_results
from rednet import RedNet

SEED = 11
BLOCKS, WIDTH = (1, 1, 1, 1), 16
EPOCHS, BATCH, RATE, DECAY = 20, 64, 4e-3, 0.05


def main() -> None:
    # The order of a sum follows the number of threads.
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    train_set, test_set = load()
    net = RedNet(BLOCKS, WIDTH, 1, CLASSES)
    train(net, train_set)
    about = {
        "framework": f"PyTorch {torch.__version__.split('+')[0]}",
        "command": "python train_rednet.py",
        "parameters": sum(parameter.numel() for parameter in net.parameters()),
        "seed": SEED,
        "epochs": EPOCHS,
    }
    save(net, "rednet", test_set, about)
    save(net.half(), "rednet-half", test_set, about)


def train(net: nn.Module, digits: DigitSet) -> None:
    random = np.random.default_rng(SEED)
    steps = -(-len(digits.labels) // BATCH)
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, epochs=EPOCHS, steps_per_epoch=steps)
    labels = torch.from_numpy(digits.labels)
    net.train()
    for epoch in range(EPOCHS):
        images = torch.from_numpy(shifted(digits.images, random))[:, None]
        total = 0.0
        for batch in np.array_split(random.permutation(len(images)), steps):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {total / steps:.4f}", flush=True)


def save(net: nn.Module, name: str, digits: DigitSet, about: dict[str, object]) -> None:
    """Writes the net in the precision that it has, and what these numbers give in float32."""
    meta = {"classes": tuple(str(digit) for digit in range(CLASSES)), "seed": SEED, "epochs": EPOCHS}
    torch.save({"meta": meta, "state_dict": OrderedDict(net.state_dict())}, DATA / f"{name}.pth")
    logits = predict(net.float(), digits)
    write_results(name, logits, predict(copy.deepcopy(net).double(), digits), digits.labels, about)


def predict(net: nn.Module, digits: DigitSet) -> np.ndarray:
    images = torch.from_numpy(digits.images)[:, None].to(next(net.parameters()).dtype)
    net.eval()
    with torch.inference_mode():
        return torch.cat([net(batch) for batch in images.split(500)]).numpy()


if __name__ == "__main__":
    main()
