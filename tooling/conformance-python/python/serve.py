"""The numpy backend as a program that the kit's own runner drives: the protocol of `@involution/conformance/process`."""

import json
import sys

import numpy as np

from numpy_backend import InvolutionError, NumpyBackend


def main():
    backend, requests, replies = NumpyBackend(), sys.stdin.buffer, sys.stdout.buffer
    for line in requests:
        request = json.loads(line)
        operands = {}
        for operand in request["operands"]:
            dtype = np.dtype(operand["dtype"]).newbyteorder("<")
            payload = requests.read(4 * int(np.prod(operand["shape"])))
            operands[operand["name"]] = np.frombuffer(payload, dtype).reshape(operand["shape"])
        try:
            result = call(backend, request["operation"], operands, request["options"])
            replies.write(json.dumps({"shape": result.shape}).encode() + b"\n" + result.astype("<f4").tobytes())
        except InvolutionError as error:
            replies.write(json.dumps({"error": {"code": error.code, "message": error.message}}).encode() + b"\n")
        replies.flush()


def call(backend, operation, operands, options):
    x, kernel, dy = operands["x"], operands["kernel"], operands["dy"]
    if operation == "forward":
        return backend.forward(x, kernel, options)
    if operation == "gradInput":
        return backend.gradInput(dy, kernel, x.shape, options)
    return backend.gradKernel(dy, x, kernel.shape, options)


if __name__ == "__main__":
    main()
