"""Judges a backend of the neural operator involution with the files of @involution/conformance.

A backend has `name`, `spatial_ranks` and a method for each operation: `forward(x, kernel, options)`,
`gradInput(dy, kernel, x_shape, options)` and `gradKernel(dy, x, kernel_shape, options)`, on float32 arrays with channels
last. A bad call raises an exception with the documented `code`.
"""

import json
from pathlib import Path

import numpy as np

UNIT_ROUNDOFF = 2.0**-24
FLOAT32_RANGE = 2.0**128


class Kit:
    """The manifest and the numbers in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.manifest = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        self.numbers = {}

    def array(self, suite, shape, offset):
        """Numbers of a suite's file, each suite read when it is first asked for."""
        if suite not in self.numbers:
            self.numbers[suite] = np.fromfile(self.folder / self.manifest["files"][suite]["file"], "<f8")
        size = int(np.prod(shape))
        return self.numbers[suite][offset : offset + size].reshape(shape)

    def tensor(self, suite, entry):
        """An operand as a backend gets it."""
        dtype = np.dtype(entry.get("dtype", "float32"))
        if "offset" not in entry:
            return np.zeros(entry["shape"], dtype)
        with np.errstate(invalid="ignore"):
            return self.array(suite, entry["shape"], entry["offset"]).astype(dtype)

    def call(self, backend, suite, call):
        """Runs the operation of a call and returns its result."""
        x, kernel, dy = (self.tensor(suite, call["operands"][name]) for name in ("x", "kernel", "dy"))
        options = call["options"]
        if call["operation"] == "forward":
            return backend.forward(x, kernel, options)
        if call["operation"] == "gradInput":
            return backend.gradInput(dy, kernel, x.shape, options)
        return backend.gradKernel(dy, x, kernel.shape, options)

    def run(self, backend, test):
        """Runs a test: 'passed', 'not supported', or what is wrong."""
        suite, check = test["suite"], test["check"]
        if check == "noLeak":
            return "not supported"  # Python does not tell live arrays.
        rank = len(test["operands"]["x"]["shape"]) - 2
        takes_rank = rank in backend.spatial_ranks
        if check == "refused":
            if test["error"] == "UNSUPPORTED_RANK" and takes_rank:
                return "not supported"
            return self.refused(backend, test)
        if not takes_rank:
            return "not supported"
        result = self.call(backend, suite, test)
        if check == "sameBits":
            same = result.tobytes() == self.call(backend, suite, test).tobytes()
            return "passed" if same else "the second result has other bits"
        expected = test["expected"]
        values = self.array(suite, expected["shape"], expected["values"])
        magnitude = self.array(suite, expected["shape"], expected["magnitude"])
        return judge(result, values, magnitude, expected["terms"])

    def refused(self, backend, test):
        try:
            self.call(backend, test["suite"], test)
        except Exception as error:  # Whatever a backend raises: its code is what counts.
            code = getattr(error, "code", None)
            return "passed" if code == test["error"] else f"raised {error!r}, expected {test['error']}"
        return f"gave a result, expected {test['error']}"


def judge(actual, expected, magnitude, terms):
    """Compares each element with its own bound: gamma * sum of |terms|, for any order of summation."""
    if actual.shape != expected.shape:
        return f"the result has shape {actual.shape}, expected {expected.shape}"
    nu = (terms + 2) * UNIT_ROUNDOFF
    with np.errstate(invalid="ignore", over="ignore"):
        actual = actual.astype(np.float64)
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
        within = np.isfinite(expected) & (np.abs(actual - expected) <= nu / (1 - nu) * magnitude)
        overflow = (np.abs(expected) > FLOAT32_RANGE) & (actual == np.sign(expected) * np.inf)
    wrong = np.argwhere(~(same | within | overflow))
    if len(wrong) == 0:
        return "passed"
    at = tuple(wrong[0])
    return f"{list(map(int, at))} is {actual[at]}, exactly {expected[at]}"


def run(kit, backend, stop_at_failure=False):
    """Runs every test; (id, verdict) of each."""
    results = []
    for test in kit.manifest["tests"]:
        try:
            verdict = kit.run(backend, test)
        except Exception as error:  # A backend that fails in one test goes on with the next.
            verdict = f"raised {error!r}"
        results.append((test["id"], verdict))
        if stop_at_failure and verdict not in ("passed", "not supported"):
            break
    return results
