"""Classifies a folder of photos with an ONNX network, on all cores of a machine or all machines of a Ray cluster.

    python classify.py MODEL PHOTOS OUT

MODEL is a folder as involution-convert writes it, whose onnx/model.expanded.onnx is the network in standard operators, as
`involution-onnx expand` writes it. PHOTOS and OUT are folders, or URIs of a storage that all machines reach.
"""

import argparse
import io
import json
import os
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image, ImageOps

# Ray reports its use to its makers unless told not to.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
import ray  # noqa: E402

PHOTOS = ["png", "jpg", "jpeg", "webp"]


def prepare(photo: Image.Image, config: dict) -> np.ndarray:
    """The network's input [C, H, W] of a photo, by the steps of preprocessor_config.json."""
    photo = ImageOps.exif_transpose(photo).convert("RGB" if config["do_convert_rgb"] else "L")
    if config["do_resize"]:
        size = config["size"]
        if "shortest_edge" in size:
            shorter = size["shortest_edge"]
            box = [round(side * shorter / min(photo.size)) for side in photo.size]
        else:
            box = [size["width"], size["height"]]
        photo = photo.resize(box, config["resample"])
    if config["do_center_crop"]:
        width, height = config["crop_size"]["width"], config["crop_size"]["height"]
        left, top = (photo.width - width) // 2, (photo.height - height) // 2
        photo = photo.crop((left, top, left + width, top + height))
    pixels = np.atleast_3d(np.asarray(photo, np.float32))
    if config["do_rescale"]:
        pixels = pixels * np.float32(config["rescale_factor"])
    if config["do_normalize"]:
        pixels = (pixels - np.float32(config["image_mean"])) / np.float32(config["image_std"])
    return pixels.transpose(2, 0, 1)


class Classifier:
    """A session of onnxruntime, which a worker makes once and keeps."""

    def __init__(self, model: ray.ObjectRef, labels: list[str], threads: int):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(ray.get(model), options, providers=["CPUExecutionProvider"])
        self.labels = labels

    def __call__(self, batch: dict) -> dict:
        (logits,) = self.session.run(["logits"], {"pixel_values": np.stack(batch["pixels"])})
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        best = logits.argmax(axis=1)
        scores = powers.max(axis=1) / powers.sum(axis=1)
        return {"path": batch["path"], "label": [self.labels[k] for k in best], "score": scores, "logits": logits}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("photos")
    parser.add_argument("out")
    parser.add_argument("--format", choices=["parquet", "json"], default="parquet", help="of the results")
    parser.add_argument("--workers", type=int, default=1, help="sessions in all machines together")
    parser.add_argument("--threads", type=int, default=1, help="cores of each session")
    parser.add_argument("--batch", type=int, default=16, help="photos of a run")
    args = parser.parse_args()

    config = json.loads((args.model / "preprocessor_config.json").read_text())
    names = json.loads((args.model / "config.json").read_text())["id2label"]
    labels = [names[str(k)] for k in range(len(names))]
    ray.init()  # the cluster of RAY_ADDRESS, or this machine
    cores = ray.cluster_resources()["CPU"]
    if args.workers * args.threads >= cores:  # Ray would wait for ever
        parser.error(f"{args.workers} workers of {args.threads} threads leave none of {cores:.0f} cores to read and write")
    # Each machine gets the network once.
    model = ray.put((args.model / "onnx/model.expanded.onnx").read_bytes())

    def decode(row: dict) -> dict:
        return {"path": row["path"], "pixels": prepare(Image.open(io.BytesIO(row["bytes"])), config)}

    results = (
        ray.data.read_binary_files(args.photos, include_paths=True, file_extensions=PHOTOS)
        .map(decode)
        .map_batches(
            Classifier,
            fn_constructor_args=(model, labels, args.threads),
            batch_size=args.batch,
            num_cpus=args.threads,
            compute=ray.data.ActorPoolStrategy(size=args.workers),
        )
    )
    write = results.write_parquet if args.format == "parquet" else results.write_json
    write(args.out)


if __name__ == "__main__":
    main()
