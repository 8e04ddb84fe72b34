// Which taps lie inside x, worked out once per row and once per column, so that the hot loops have no test per tap.

/** For each target position along an axis, the taps that reach it: entries `start[t]` to `start[t + 1]`. */
export interface Taps {
  start: Int32Array;
  /** Tap of each entry. */
  tap: Int32Array;
  /** Position along the axis of the tensor that is read. */
  source: Int32Array;
  /** Output position whose kernel has the tap. */
  output: Int32Array;
}

/** One axis of the window. */
export interface Axis {
  inSize: number;
  outSize: number;
  kernelSize: number;
  stride: number;
  dilation: number;
  padBefore: number;
}

/** For each output position the positions of x under its taps. */
export function tapsOfOutput(axis: Axis): Taps {
  return collect(axis.outSize, (output, add) => {
    for (let tap = 0; tap < axis.kernelSize; tap++) {
      const input = output * axis.stride + tap * axis.dilation - axis.padBefore;
      if (input >= 0 && input < axis.inSize) add(tap, input, output);
    }
  });
}

/** For each position of x the output positions that read it: the transpose of {@link tapsOfOutput}, for gradients. */
export function tapsOfInput(axis: Axis): Taps {
  return collect(axis.inSize, (input, add) => {
    for (let tap = 0; tap < axis.kernelSize; tap++) {
      const output = (input + axis.padBefore - tap * axis.dilation) / axis.stride;
      if (Number.isInteger(output) && output >= 0 && output < axis.outSize) add(tap, output, output);
    }
  });
}

type Add = (tap: number, source: number, output: number) => void;

function collect(targets: number, visit: (target: number, add: Add) => void): Taps {
  const start = new Int32Array(targets + 1);
  const entries: [tap: number, source: number, output: number][] = [];
  for (let target = 0; target < targets; target++) {
    visit(target, (...entry) => entries.push(entry));
    start[target + 1] = entries.length;
  }
  return {
    start,
    tap: Int32Array.from(entries, ([tap]) => tap),
    source: Int32Array.from(entries, ([, source]) => source),
    output: Int32Array.from(entries, ([, , output]) => output),
  };
}
