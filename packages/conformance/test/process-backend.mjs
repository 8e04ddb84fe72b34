// The reference as a program: what a backend in any language has to do to be driven by the kit's runner.
import { involution, involutionGradInput, involutionGradKernel, unexpected } from '@involution/core';

let received = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  received = Buffer.concat([received, chunk]);
  for (let request = takeRequest(); request; request = takeRequest()) answer(request);
}

/** A request with its operands, as soon as all of it has arrived. */
function takeRequest() {
  const end = received.indexOf('\n');
  if (end < 0) return undefined;
  const request = JSON.parse(received.toString('utf8', 0, end));
  let at = end + 1;
  const arrays = {};
  for (const { name, dtype, shape } of request.operands) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (received.length < at + 4 * size) return undefined;
    const view = new DataView(received.buffer, received.byteOffset + at, 4 * size);
    arrays[name] = { dtype, shape, data: Float32Array.from({ length: size }, (_, k) => view.getFloat32(4 * k, true)) };
    at += 4 * size;
  }
  received = received.subarray(at);
  return { ...request, ...arrays };
}

function answer(request) {
  try {
    const { data, shape } = compute(request);
    process.stdout.write(`${JSON.stringify({ shape })}\n`);
    process.stdout.write(new Uint8Array(Float32Array.from(data).buffer));
  } catch ({ code, message }) {
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  }
}

function compute({ operation, options, x, kernel, dy }) {
  for (const [name, { dtype }] of Object.entries({ x, kernel, dy })) {
    if (dtype !== 'float32') throw unexpected('INVALID_DTYPE', name, dtype, "'float32'");
  }
  if (operation === 'forward') return involution(x, kernel, options);
  if (operation === 'gradInput') return involutionGradInput(dy, kernel, x.shape, options);
  return involutionGradKernel(dy, x, kernel.shape, options);
}
