var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};

// packages/core/src/axis.ts
function outputSize(paddedSize, { kernelSize, stride, dilation }) {
  return Math.floor((paddedSize - dilation * (kernelSize - 1) - 1) / stride) + 1;
}
function samePads(inSize, { kernelSize, stride, dilation }) {
  const total = Math.max(0, (Math.ceil(inSize / stride) - 1) * stride + dilation * (kernelSize - 1) + 1 - inSize);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
function phaseOf(position4, stride) {
  const index = Math.floor(position4 / stride);
  return { phase: position4 - index * stride, index };
}
function withoutIdleSteps(axis) {
  const stride = axis.outSize === 1 ? 1 : axis.stride;
  return { ...axis, stride, dilation: axis.kernelSize === 1 ? 1 : axis.dilation };
}

// packages/core/src/print.ts
var MAX_ENTRIES = 12;
function print(value, depth = 3) {
  if (typeof value === 'string') return `'${printable(value)}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? '[]' : '{}';
  if (depth === 0) return `${open}\u2026${close}`;
  try {
    const keys = isArray
      ? Array.from({ length: Math.min(value.length, MAX_ENTRIES + 1) }, (_, k) => k)
      : Object.keys(value);
    const shown = keys.slice(0, MAX_ENTRIES).map((key) => {
      const entry = print(value[key], depth - 1);
      return isArray ? entry : `${printable(String(key))}: ${entry}`;
    });
    return `${open}${[...shown, ...(keys.length > MAX_ENTRIES ? ['\u2026'] : [])].join(', ')}${close}`;
  } catch {
    return `${open}\u2026${close}`;
  }
}
function printable(text, maxLength = 120) {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}\u2026` : text;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

// packages/core/src/errors.ts
var BRAND = /* @__PURE__ */ Symbol.for('involution.InvolutionError');
var MAX_MESSAGE = 1e3;
var InvolutionError = class extends Error {
  name = 'InvolutionError';
  /** Stable across releases and backends; branch on this, not on the message. */
  code;
  /** The argument, option, attribute or tensor at fault, as the caller spells it. */
  argument;
  /**
   * @param code The reason.
   * @param argument The argument or option at fault.
   * @param message A sentence that says what is wrong and what would be right.
   * @param options.cause The error behind this one, where there is one.
   */
  constructor(code, argument, message, options) {
    super(printable(message, MAX_MESSAGE), options);
    this.code = code;
    this.argument = printable(argument);
    Object.defineProperty(this, BRAND, { value: true });
  }
};
function isInvolutionError(error) {
  return typeof error === 'object' && error !== null && BRAND in error;
}
function unexpected(code, argument, got, expected) {
  return new InvolutionError(code, argument, `${printable(argument)} is ${print(got)}, but must be ${expected}.`);
}

// packages/core/src/validation.ts
var AXIS_NAMES = [[], ['width'], ['height', 'width'], ['depth', 'height', 'width']];
var OPTION_NAMES = {
  kernelSize: true,
  strides: true,
  dilations: true,
  pad: true,
  groups: true,
  kernelOrder: true,
  channelGrouping: true,
  dataFormat: true,
};
function checkOptionNames(options, fixed) {
  if (typeof options !== 'object' || options === null) {
    throw unexpected('INVALID_OPTIONS', 'options', options, 'an object with at least kernelSize');
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTION_NAMES, name));
  if (unknown === void 0) return;
  const known = Object.keys(OPTION_NAMES)
    .filter((name) => name !== fixed)
    .join(', ');
  throw new InvolutionError('INVALID_OPTIONS', 'options', `There is no option '${printable(unknown)}', only ${known}.`);
}
function resolveOptions(options, rank) {
  const dialect = resolveDialect(options);
  const kernelSize = perAxis('INVALID_KERNEL_SIZE', 'kernelSize', options.kernelSize, rank);
  const strides = perAxis('INVALID_STRIDES', 'strides', options.strides ?? 1, rank);
  const dilations = perAxis('INVALID_DILATIONS', 'dilations', options.dilations ?? 1, rank);
  const pad = resolvePad(options.pad ?? 'same', rank);
  const { groups } = options;
  if (groups !== void 0 && !isPositiveInteger(groups)) {
    throw unexpected('INVALID_GROUPS', 'groups', groups, 'a positive integer');
  }
  const windows = kernelSize.map((size, axis) => ({
    kernelSize: size,
    stride: strides[axis],
    dilation: dilations[axis],
  }));
  return { windows, pad, groups, dialect };
}
function resolveDialect(options) {
  checkOptionNames(options);
  const { kernelOrder = 'group-major', channelGrouping = 'blocked', dataFormat = 'channelsLast' } = options;
  requireOneOf('INVALID_KERNEL_ORDER', 'kernelOrder', kernelOrder, ['group-major', 'tap-major']);
  requireOneOf('INVALID_CHANNEL_GROUPING', 'channelGrouping', channelGrouping, ['blocked', 'interleaved']);
  requireOneOf('INVALID_DATA_FORMAT', 'dataFormat', dataFormat, ['channelsLast', 'channelsFirst']);
  return { kernelOrder, channelGrouping, dataFormat };
}
function requireOneOf(code, argument, value, allowed) {
  if (!allowed.includes(value))
    throw unexpected(code, argument, value, allowed.map((name) => `'${name}'`).join(' or '));
}
function perAxis(code, argument, value, rank) {
  const list = Array.isArray(value) ? value : Array.from({ length: rank }, () => value);
  if (list.length !== rank || !list.every(isPositiveInteger)) {
    throw unexpected(code, argument, value, `a positive integer or a list [${AXIS_NAMES[rank].join(', ')}] of them`);
  }
  return list;
}
function resolvePad(pad, rank) {
  if (pad === 'same' || pad === 'valid') return pad;
  if (isPad(pad)) return Array.from({ length: rank }, () => [pad, pad]);
  const isListOfPairs =
    Array.isArray(pad) &&
    pad.length === rank &&
    pad.every((ends2) => Array.isArray(ends2) && ends2.length === 2 && ends2.every(isPad));
  if (isListOfPairs) return pad;
  const ends = Array.from({ length: rank }, () => '[before, after]').join(', ');
  throw unexpected('INVALID_PAD', 'pad', pad, `'same', 'valid', a non-negative integer or [${ends}] of them`);
}
function isPositiveInteger(value) {
  return Number.isSafeInteger(value) && value > 0;
}
function isPad(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

// packages/core/src/shape.ts
var MAX_SPATIAL_AXES = 3;
function spatialRank(argument, shape) {
  const rank = Array.isArray(shape) ? shape.length - 2 : 0;
  if (rank >= 1 && rank <= MAX_SPATIAL_AXES) return rank;
  throw unexpected('INVALID_SHAPE', argument, shape, 'a shape of rank 3, 4 or 5: N, one to three spatial sizes and C');
}
function splitShape(argument, shape, rank, dataFormat) {
  const isValid =
    Array.isArray(shape) && shape.length === rank + 2 && shape.every((size) => Number.isSafeInteger(size) && size > 0);
  if (!isValid || !Number.isSafeInteger(sizeOf(shape))) {
    const spatial = AXIS_NAMES[rank].map((name) => name[0].toUpperCase());
    const axes = dataFormat === 'channelsLast' ? ['N', ...spatial, 'C'] : ['N', 'C', ...spatial];
    throw unexpected('INVALID_SHAPE', argument, shape, `${rank + 2} positive integers [${axes.join(', ')}]`);
  }
  const [batchSize, ...others] = shape;
  return dataFormat === 'channelsLast'
    ? { batchSize, spatial: others.slice(0, -1), channels: others.at(-1) }
    : { batchSize, spatial: others.slice(1), channels: others[0] };
}
function joinShape({ batchSize, spatial, channels }, dataFormat) {
  return dataFormat === 'channelsLast' ? [batchSize, ...spatial, channels] : [batchSize, channels, ...spatial];
}
function sizeOf(shape) {
  return shape.reduce((product3, size) => product3 * size, 1);
}
function isSameShape(a, b) {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

// packages/core/src/geometry.ts
function resolveGeometry(xShape, kernelShape, options) {
  const { x, resolved, axes } = placeWindow(xShape, options);
  const groups = resolved.groups ?? inferGroups(kernelShape, resolved);
  if (x.channels % groups !== 0) {
    throw unexpected('CHANNELS_NOT_DIVISIBLE', 'x', xShape, `of channels that are a multiple of ${groups} groups`);
  }
  const channelsPerGroup = x.channels / groups;
  const { batchSize, channels } = x;
  const geometry2 = { batchSize, channels, groups, channelsPerGroup, axes, ...resolved.dialect };
  checkKernelShape(kernelShape, geometry2);
  return geometry2;
}
function kernelShapeFor(xShape, options) {
  const { x, resolved, axes } = placeWindow(xShape, options);
  const spatial = axes.map(({ outSize }) => outSize);
  return joinShape(
    { batchSize: x.batchSize, spatial, channels: options.groups * tapCount({ axes }) },
    resolved.dialect.dataFormat,
  );
}
function tapCount({ axes }) {
  return axes.reduce((product3, { kernelSize }) => product3 * kernelSize, 1);
}
function xShapeOf({ batchSize, axes, channels, dataFormat }) {
  return joinShape({ batchSize, spatial: axes.map(({ inSize }) => inSize), channels }, dataFormat);
}
function yShapeOf({ batchSize, axes, channels, dataFormat }) {
  return joinShape({ batchSize, spatial: axes.map(({ outSize }) => outSize), channels }, dataFormat);
}
function kernelShapeOf(g) {
  return yShapeOf({ ...g, channels: g.groups * tapCount(g) });
}
var NO_AXIS = { inSize: 1, outSize: 1, kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
function asVolume(g) {
  const missing = Array.from({ length: MAX_SPATIAL_AXES - g.axes.length }, () => NO_AXIS);
  return { ...g, axes: [...missing, ...g.axes] };
}
function placeWindow(xShape, options) {
  const { dataFormat } = resolveDialect(options);
  const rank = spatialRank('x', xShape);
  const resolved = resolveOptions(options, rank);
  const x = splitShape('x', xShape, rank, dataFormat);
  const axes = resolved.windows.map((window, k) => {
    const inSize = x.spatial[k];
    const [padBefore, padAfter] = padsOf(resolved, window, inSize, k);
    return { inSize, outSize: outputSize(inSize + padBefore + padAfter, window), ...window, padBefore, padAfter };
  });
  if (axes.some(({ outSize }) => outSize < 1)) {
    const sizes = axes.map(({ dilation, kernelSize }) => dilation * (kernelSize - 1) + 1);
    const padded = axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
    const message = `The dilated kernel [${sizes.join(', ')}] is larger than the padded input [${padded.join(', ')}].`;
    throw new InvolutionError('EMPTY_OUTPUT', 'kernelSize', message);
  }
  return { x, resolved, axes };
}
function padsOf({ pad }, window, inSize, axis) {
  if (pad === 'valid') return [0, 0];
  return pad === 'same' ? samePads(inSize, window) : pad[axis];
}
function inferGroups(kernelShape, { windows, dialect }) {
  const rank = windows.length;
  const isSeparate = dialect.dataFormat === 'channelsFirst' && kernelShape.length === 2 + 2 * rank;
  const taps = tapCount({ axes: windows });
  const groups = isSeparate
    ? kernelShape[1]
    : splitShape('kernel', kernelShape, rank, dialect.dataFormat).channels / taps;
  if (Number.isSafeInteger(groups) && groups > 0) return groups;
  const expected = isSeparate
    ? 'a shape with a positive number of groups'
    : `a shape with a multiple of ${taps} channels, the number of taps`;
  throw unexpected('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, expected);
}
function checkKernelShape(kernelShape, g) {
  const expected = kernelShapeOf(g);
  if (isSameShape(kernelShape, expected)) return;
  const kernelSizes = g.axes.map(({ kernelSize }) => kernelSize);
  const separate = [g.batchSize, g.groups, ...kernelSizes, ...g.axes.map(({ outSize }) => outSize)];
  const takesSeparate = g.dataFormat === 'channelsFirst' && g.kernelOrder === 'group-major';
  if (takesSeparate && isSameShape(kernelShape, separate)) return;
  const alternative = takesSeparate ? ` or [${separate.join(', ')}]` : '';
  throw unexpected('KERNEL_SHAPE_MISMATCH', 'kernel', kernelShape, `[${expected.join(', ')}]${alternative}`);
}

// packages/core/src/operations.ts
var OPERATIONS = {
  /** y from x and the kernel. */
  forward: { operands: ['x', 'kernel'], result: 'y' },
  /** The gradient for x from that of y (backward data). */
  gradInput: { operands: ['dy', 'kernel'], result: 'x' },
  /** The gradient for the kernel from that of y (backward filter). */
  gradKernel: { operands: ['dy', 'x'], result: 'kernel' },
};
function operandsOf(operation, operands) {
  return OPERATIONS[operation].operands.map((name) => {
    const operand = operands[name];
    if (operand !== void 0) return operand;
    const expected = OPERATIONS[operation].operands.join(' and ');
    throw new InvolutionError('MISSING_OPERAND', name, `${operation} reads ${expected}, but ${name} is missing.`);
  });
}
function mapOperands(operation, make) {
  return Object.fromEntries(OPERATIONS[operation].operands.map((name) => [name, make(name)]));
}
function shapeOf(geometry2, tensor) {
  switch (tensor) {
    case 'x':
      return xShapeOf(geometry2);
    case 'kernel':
      return kernelShapeOf(geometry2);
    case 'y':
    case 'dy':
      return yShapeOf(geometry2);
  }
}

// packages/core/src/strides.ts
function stridesOf(g) {
  return { x: featureMapStrides(g, 'inSize'), y: featureMapStrides(g, 'outSize'), kernel: kernelStrides(g) };
}
function featureMapStrides(g, size) {
  const { batch, spatial, channel } = denseStrides(g, size, g.channels);
  const isBlocked = g.channelGrouping === 'blocked';
  return {
    batch,
    spatial,
    group: isBlocked ? g.channelsPerGroup * channel : channel,
    channelInGroup: isBlocked ? channel : g.groups * channel,
  };
}
function kernelStrides(g) {
  const taps = tapCount(g);
  const { batch, spatial, channel } = denseStrides(g, 'outSize', g.groups * taps);
  const isGroupMajor = g.kernelOrder === 'group-major';
  return {
    batch,
    spatial,
    group: isGroupMajor ? taps * channel : channel,
    taps: rowMajor(g, 'kernelSize', isGroupMajor ? channel : g.groups * channel),
  };
}
function denseStrides(g, size, channels) {
  const isLast = g.dataFormat === 'channelsLast';
  const spatial = rowMajor(g, size, isLast ? channels : 1);
  const positions = g.axes.reduce((product3, axis) => product3 * axis[size], 1);
  return { batch: positions * channels, spatial, channel: isLast ? 1 : positions };
}
function rowMajor({ axes }, size, last) {
  return axes.map((_, k) => axes.slice(k + 1).reduce((stride, axis) => stride * axis[size], last));
}

// tooling/wgsl-model/src/shapes.ts
function geometryOf([channels, height, width], batch, dataFormat) {
  const sizes = [height, width];
  const xShape = dataFormat === 'channelsLast' ? [batch, ...sizes, channels] : [batch, channels, ...sizes];
  const options = { kernelSize: 7, groups: channels / 16, dataFormat };
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}

// packages/wgsl/test/geometry.ts
var DEFAULT_LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupsPerDimension: 65535,
};
function geometry(xShape, options) {
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}

// packages/wgsl/src/axes.ts
function withShaderAxes(g) {
  const [depth, ...plane] = asVolume(g).axes.map(withoutIdleSteps);
  const isPlane = depth.inSize * depth.outSize * depth.kernelSize === 1 && depth.padBefore === 0;
  return { ...g, axes: isPlane ? plane : [depth, ...plane] };
}
var NAMES = [
  { name: 'Depth', target: 'plane', start: 'front', source: 'd', output: 'o' },
  { name: 'Height', target: 'row', start: 'top', source: 'h', output: 'i' },
  { name: 'Width', target: 'column', start: 'left', source: 'w', output: 'j' },
];
function shaderAxes({ axes }) {
  const names = NAMES.slice(-axes.length);
  return axes.map((axis, k) => ({ ...axis, ...names[k] }));
}
function walkedAxis(g) {
  const [height, width] = shaderAxes(g).slice(-2);
  return g.dataFormat === 'channelsLast' || height.kernelSize === 1 ? width : height;
}
function axesAcross(g) {
  const { name } = walkedAxis(g);
  return shaderAxes(g).filter((axis) => axis.name !== name);
}
function targetOf(operation) {
  return operation === 'gradInput' ? 'in' : 'out';
}
function tapsAcross(g) {
  return axesAcross(g).reduce((product3, { kernelSize }) => product3 * kernelSize, 1);
}
function tapParts(g) {
  const across = axesAcross(g);
  if (across.length === 1) return ['tap'];
  const inner = across.at(-1).kernelSize;
  return [`tap / ${inner}`, `tap % ${inner}`];
}
function isInput(axes) {
  return axes.map(({ source, name }) => `${source} >= 0 && ${source} < uniforms.in${name}`).join(' && ');
}

// packages/wgsl/src/text.ts
function each(count, line) {
  return lines(Array.from({ length: count }, (_, k) => line(k)));
}
function lines(entries) {
  return entries.join('\n');
}
function times(a, b) {
  return [a, b].filter((factor) => `${factor}` !== '1').join(' * ') || '1';
}
function plus(at, distance) {
  if (`${distance}` === '0') return at;
  return typeof distance === 'number' && distance < 0 ? `${at} - ${-distance}` : `${at} + ${distance}`;
}
function advance(at, count, step) {
  if (count === 0) return at;
  return plus(at, step === '1' ? count : times(count, step));
}
function decompose(index, axes) {
  return lines([
    `var rest = ${index};`,
    ...axes.flatMap(([name, size], k) =>
      k === axes.length - 1 ? [`let ${name} = rest;`] : [`let ${name} = rest % ${size};`, `rest /= ${size};`],
    ),
  ]);
}
function indent(text) {
  let depth = 0;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      if (line.startsWith('}')) depth--;
      const indented = '  '.repeat(depth) + line;
      if (line.endsWith('{')) depth++;
      return indented;
    })
    .join('\n');
}

// packages/wgsl/src/sources.ts
function sourcesUnderOutputs({ stride, dilation, kernelSize }, pixels) {
  return collect(kernelSize, pixels, (pixel, tap) => pixel * stride + tap * dilation);
}
function sourcesReachingInputs({ stride, dilation, kernelSize }, pixels) {
  return collect(kernelSize, pixels, (pixel, tap) => {
    const { phase, index } = phaseOf(pixel - tap * dilation, stride);
    return phase === 0 ? index : void 0;
  });
}
function collect(taps, pixels, offsetOf) {
  const sources = /* @__PURE__ */ new Map();
  for (let tap = 0; tap < taps; tap++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const offset = offsetOf(pixel, tap);
      if (offset === void 0) continue;
      const source = sources.get(offset) ?? { offset, products: [] };
      sources.set(offset, source);
      source.products.push({ pixel, tap });
    }
  }
  return [...sources.values()].sort((a, b) => a.offset - b.offset);
}

// packages/wgsl/src/variant.ts
var WORKGROUP_SIZE = 64;
var PREFERRED_PIXELS = 4;
var MAX_ROWS = 7;
var MAX_PRODUCTS = 128;
var MAX_SUMS = 64;
var MAX_UNROLLED_STRIDE = 8;
var SUBGROUP_SIZE = 32;
function chooseVariant(operation, geometry2, { isFallbackAdapter = false } = {}) {
  const g = withShaderAxes(geometry2);
  const lanes = lanesFor(operation, g);
  const walked = walkedAxis(g);
  const pixels = pixelCandidates(operation, g, isFallbackAdapter).find((candidate) =>
    isAffordable(operation, walked, candidate),
  );
  const alternates = !isFallbackAdapter && operation === 'gradKernel' && takesHalvesInTurn(g, lanes);
  if (pixels === void 0) return { lanes, pixels: 1, isUnrolled: false, alternates };
  const shared = isFallbackAdapter ? void 0 : sharedWeights(operation, g, lanes, pixels);
  return { lanes, pixels, isUnrolled: true, alternates, shared };
}
function takesHalvesInTurn(g, lanes) {
  return lanes === 4 && g.channelsPerGroup % 8 === 0 && g.axes.at(-2).outSize > 1;
}
var MAX_SHARED_WEIGHTS = 2048;
var MAX_GROUPS_APART = 4;
function sharedWeights(operation, g, lanes, pixels) {
  if (operation === 'gradKernel' || g.dataFormat === 'channelsFirst' || g.kernelOrder === 'tap-major') return void 0;
  if (g.channelGrouping === 'interleaved') return void 0;
  const channelsOfGroup = g.channelsPerGroup / lanes;
  if (SUBGROUP_SIZE / channelsOfGroup <= MAX_GROUPS_APART) return void 0;
  const walked = walkedAxis(g);
  const size = walked[`${targetOf(operation)}Size`];
  const mostBlocks = Math.min(4, Math.ceil(size / pixels));
  const groups = Math.min(g.groups, Math.floor(WORKGROUP_SIZE / mostBlocks / channelsOfGroup));
  const channels = groups * channelsOfGroup;
  const blocks = Math.min(Math.floor(WORKGROUP_SIZE / channels), Math.ceil(size / pixels));
  if (channels * blocks < WORKGROUP_SIZE / 2) return void 0;
  const columnsOfBlock = operation === 'forward' ? pixels : pixels / walked.stride;
  const reach = operation === 'forward' ? pixels : spanOf(sourcesReachingInputs(walked, pixels));
  const columns = (blocks - 1) * columnsOfBlock + reach;
  if (columns * groups * walked.kernelSize > MAX_SHARED_WEIGHTS) return void 0;
  return { channels, blocks, groups, columns, columnsOfBlock };
}
function spanOf(sources) {
  return sources.at(-1).offset - sources[0].offset + 1;
}
function lanesFor(operation, g) {
  const isBlocked = g.channelGrouping === 'blocked';
  if (operation === 'gradKernel')
    return isBlocked && g.dataFormat === 'channelsLast' && g.channelsPerGroup % 4 === 0 ? 4 : 1;
  return (isBlocked ? g.channelsPerGroup : g.groups) % 4 === 0 ? 4 : 1;
}
function pixelCandidates(operation, g, isFallbackAdapter) {
  const walked = walkedAxis(g);
  const size = walked[`${targetOf(operation)}Size`];
  const step = operation === 'gradInput' ? walked.stride : 1;
  if (step > MAX_UNROLLED_STRIDE) return [];
  const wholeSteps = (pixels) => step * Math.ceil(pixels / step);
  if (g.dataFormat === 'channelsLast' || (walked.name === 'Width' && isFallbackAdapter))
    return [wholeSteps(Math.min(PREFERRED_PIXELS, size)), step];
  if (walked.name === 'Width') return [step];
  const most = Math.min(Math.max(PREFERRED_PIXELS, walked.kernelSize), MAX_ROWS, size);
  const rows = Array.from({ length: Math.ceil(most / step) }, (_, k) => step * (k + 1)).reverse();
  const sourcesOf = operation === 'gradInput' ? sourcesReachingInputs : sourcesUnderOutputs;
  const positions = (pixels) => Math.ceil(size / pixels) * sourcesOf(walked, pixels).length;
  return rows.sort((a, b) => positions(a) - positions(b));
}
function isAffordable(operation, { kernelSize, stride }, pixels) {
  switch (operation) {
    case 'forward':
      return kernelSize * pixels <= MAX_PRODUCTS;
    case 'gradInput':
      return (kernelSize * pixels) / stride <= MAX_PRODUCTS;
    case 'gradKernel':
      return kernelSize * pixels <= MAX_SUMS;
  }
}

// packages/wgsl/src/coordinates.ts
function coordinatesOf(operation, g, variant) {
  const { shared, alternates } = variant;
  if (shared) return workgroupCoordinates(operation, g);
  const { name: walked } = walkedAxis(g);
  const pixel = shaderAxes(g)
    .reverse()
    .flatMap(({ name, target, stride }) => {
      if (name === walked) return [['block', 'blocks']];
      if (alternates && name === 'Height') return [['pair', 'rowPairs']];
      if (name === 'Width' && hasPhases(operation, g))
        return [
          ['columnInPhase', 'columnsOfPhase'],
          ['phase', stride],
        ];
      return [[target, `${targetOf(operation)}${name}`]];
    });
  const work = workOf(operation, g, variant);
  return g.dataFormat === 'channelsLast' ? [...work, ...pixel] : [...pixel, ...work];
}
function hasPhases(operation, g) {
  if (operation !== 'gradInput' || g.dataFormat === 'channelsLast') return false;
  return walkedAxis(g).name !== 'Width' && g.axes.at(-1).stride > 1;
}
function workgroupCoordinates(operation, g) {
  const across = axesAcross(g).reverse();
  return [
    ['channelPart', 'channelParts'],
    ['blockPart', 'blockParts'],
    ...across.map(({ name, target }) => [target, `${targetOf(operation)}${name}`]),
  ];
}
function workOf(operation, g, { alternates }) {
  if (operation !== 'gradKernel') return [['channel', 'channelBlocks']];
  const tap = ['tap', tapsAcross(g)];
  const group = ['group', 'groups'];
  if (alternates) return [tap, ['rowInPair', 2], group];
  return g.kernelOrder === 'group-major' ? [tap, group] : [group, tap];
}
function decomposeIndex(coordinates, { shared }) {
  const size = (of) => (typeof of === 'number' ? `${of}` : `uniforms.${of}`);
  const parts = [...coordinates.map(([name, of]) => [name, size(of)]), ['batch', '']];
  if (!shared) return decompose('index', parts);
  return lines([`let local = index % ${WORKGROUP_SIZE};`, decompose(`index / ${WORKGROUP_SIZE}`, parts)]);
}
function countInvocations(operation, g, variant, uniforms) {
  return coordinatesOf(operation, g, variant).reduce(
    (count, [, size]) => count * (typeof size === 'number' ? size : uniforms[size]),
    g.batchSize * (variant.shared ? WORKGROUP_SIZE : 1),
  );
}

// packages/wgsl/src/lanes.ts
function zeroOf(components) {
  return components === 4 ? 'vec4<f32>()' : '0.0';
}
function load(array, at, { storage, components, lanes, laneStep }) {
  if (lanes === components) return storage.load(array, at, components);
  return `vec4<f32>(${[0, 1, 2, 3].map((k) => storage.load(array, advance(at, k, laneStep), 1)).join(', ')})`;
}
function store(at, value, { storage, components, lanes, laneStep }) {
  if (lanes === components) return storage.store(at, value, components);
  return lines([...'xyzw'].map((part, k) => storage.store(advance(at, k, laneStep), `${value}.${part}`, 1)));
}

// packages/wgsl/src/workgroup-weights.ts
function declareWeights({ shared }, g) {
  return shared ? `var<workgroup> weightTile: array<f32, ${roundsOf(g, shared) * WORKGROUP_SIZE}>;` : '';
}
function placeInWorkgroup({ channels, blocks, groups }) {
  return lines([
    `let channel = channelPart * ${channels} + local % ${channels};`,
    `let blockInPart = local / ${channels};`,
    `let block = ${times('blockPart', blocks)} + blockInPart;`,
    `let isActive = blockInPart < ${blocks} && block < uniforms.blocks && channel < uniforms.channelBlocks;`,
    `let firstGroup = channelPart * ${groups};`,
  ]);
}
function prepareLoads(g, shared, firstColumn, layout) {
  const walked = walkedAxis(g);
  const { kernelSize, name } = walked;
  const ofColumn = shared.groups * kernelSize;
  const last = shared.columns * ofColumn - 1;
  return each(roundsOf(g, shared), (k) =>
    lines([
      `let entry${k} = min(${plus('local', k * WORKGROUP_SIZE)}, ${last});`,
      `let from${k} = ${[
        times(
          `clamp(${firstColumn} + entry${k} / ${ofColumn}, 0, uniforms.out${name} - 1)`,
          layout.step('kernel', walked),
        ),
        times(
          `min(firstGroup + entry${k} / ${kernelSize} % ${shared.groups}, uniforms.groups - 1)`,
          layout.kernelGroup,
        ),
        times(`entry${k} % ${kernelSize}`, layout.walkedTap),
      ].join(' + ')};`,
    ]),
  );
}
function loadWeights(g, shared, line, isInside, layout) {
  return `
    workgroupBarrier();
    if (${isInside}) {
      let weightLine = ${line};
      ${each(roundsOf(g, shared), (k) => `weightTile[${plus('local', k * WORKGROUP_SIZE)}] = ${load('kernel', `weightLine + from${k}`, layout.kernel)};`)}
    }
    workgroupBarrier();
  `;
}
function ownWeights(g, { columnsOfBlock, groups }) {
  return `let ownWeights = (blockInPart * ${columnsOfBlock * groups} + group - firstGroup) * ${walkedAxis(g).kernelSize};`;
}
function weightInTile(g, { groups }, column, tap) {
  return `weightTile[${plus('ownWeights', column * groups * walkedAxis(g).kernelSize + tap)}]`;
}
function roundsOf(g, { columns, groups }) {
  return Math.ceil((columns * groups * walkedAxis(g).kernelSize) / WORKGROUP_SIZE);
}

// packages/wgsl/src/gather.ts
function position(operation, g, variant) {
  return lines([
    decomposeIndex(coordinatesOf(operation, g, variant), variant),
    ...(variant.shared ? [placeInWorkgroup(variant.shared)] : []),
    g.channelGrouping === 'blocked'
      ? 'let group = channel / uniforms.channelBlocksInGroup;'
      : 'let group = channel % uniforms.groupBlocks;',
  ]);
}
function addressAt(base, array, axes, place, { step }) {
  return [base, ...axes.map((axis) => times(axis[place], step(array, axis)))].join(' + ');
}
function declareSums(pixels, { lanes }) {
  return each(pixels, (p) => `var sum${p} = ${zeroOf(lanes)};`);
}
function addProducts(array, at, products, layout, isInside) {
  const factor = (value, { lanes }) => (isInside ? `select(${zeroOf(lanes)}, ${value}, ${isInside})` : value);
  const source = array === 'x' ? layout.x : layout.y;
  return lines([
    `let at = ${at};`,
    `let value = ${factor(load(array, 'at', source), source)};`,
    ...products.map(({ pixel, weight }) => `sum${pixel} += value * ${factor(weight, layout.kernel)};`),
  ]);
}
function storeSums(pixels, place, isInside, lineAt, step, access) {
  return lines([
    `let resultLine = ${lineAt};`,
    each(pixels, (p) => {
      const pixel = plus(place, p);
      return lines([
        `if (${isInside(pixel)}) {`,
        `let at = resultLine + ${times(p === 0 || step === '1' ? pixel : `(${pixel})`, step)};`,
        store('at', `sum${p}`, access),
        '}',
      ]);
    }),
  ]);
}

// packages/wgsl/src/forward.ts
function forwardBody(g, variant, layout) {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const { pixels, shared } = variant;
  const taps = tapParts(g);
  const isInside = isInput(across);
  return `
    ${position('forward', g, variant)}
    let ${walked.target} = ${times('block', pixels)};
    ${lines([...across, walked].map(({ start, target, stride, name }) => `let ${start} = ${times(target, stride)} - uniforms.pad${name};`))}
    let xBatch = batch * uniforms.xBatch + ${layout.channelAt('x')};
    let kernelLine = ${addressAt('batch * uniforms.kernelBatch', 'kernel', across, 'target', layout)};
    ${shared ? lines([prepareLoads(g, shared, `blockPart * ${shared.blocks * pixels}`, layout), ownWeights(g, shared)]) : kernelPixels(g, pixels, layout)}
    ${declareSums(pixels, layout.y)}
    for (var tap = 0; tap < ${tapsAcross(g)}; tap++) {
      ${lines(across.map(({ source, start, dilation }, k) => `let ${source} = ${start} + ${times(taps[k], dilation)};`))}
      ${shared ? loadWeights(g, shared, `kernelLine + ${layout.tapAcross}`, isInside, layout) : ''}
      if (${shared ? `isActive && ${isInside}` : isInside}) {
        let xLine = ${addressAt('xBatch', 'x', across, 'source', layout)};
        ${shared ? '' : weightLines(pixels, layout)}
        ${variant.isUnrolled ? writtenOut(g, variant, layout) : tapLoop(g, layout)}
      }
    }
    ${storeSums(
      pixels,
      walked.target,
      (place) => `${shared ? 'isActive && ' : ''}${place} < uniforms.out${walked.name}`,
      addressAt(`batch * uniforms.yBatch + ${layout.channelAt('y')}`, 'y', across, 'target', layout),
      layout.step('y', walked),
      layout.y,
    )}
  `;
}
function kernelPixels(g, pixels, layout) {
  const walked = walkedAxis(g);
  const kernelStep = layout.step('kernel', walked);
  const first = `let kernel0 = kernelLine + ${times('group', layout.kernelGroup)} + ${times(walked.target, kernelStep)};`;
  if (pixels === 1) return first;
  const others = Array.from({ length: pixels - 1 }, (_, k) => k + 1);
  return lines([
    first,
    '// Pixels past the end read the weights of the last one, and are not stored.',
    `let last = uniforms.out${walked.name} - 1 - ${walked.target};`,
    ...others.map((p) => `let kernel${p} = kernel0 + ${times(`min(${p}, last)`, kernelStep)};`),
  ]);
}
function weightLines(pixels, { tapAcross }) {
  return lines([`let tapLine = ${tapAcross};`, each(pixels, (p) => `let weights${p} = kernel${p} + tapLine;`)]);
}
function writtenOut(g, variant, layout) {
  const walked = walkedAxis(g);
  const { source, start, name } = walked;
  const all = sourcesUnderOutputs(walked, variant.pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weight: variant.shared
        ? weightInTile(g, variant.shared, pixel, tap)
        : load('kernel', advance(`weights${pixel}`, tap, layout.walkedTap), layout.kernel),
    }));
    return `
      {
        let ${source} = ${plus(start, offset)};
        let nearest = clamp(${source}, 0, uniforms.in${name} - 1);
        ${addProducts('x', `xLine + ${times('nearest', layout.step('x', walked))}`, weighted, layout, `${source} == nearest`)}
      }
    `;
  });
  return lines(all);
}
function tapLoop(g, layout) {
  const walked = walkedAxis(g);
  const { source, start, name, kernelSize, dilation } = walked;
  const weight = load('kernel', `weights0 + ${times('v', layout.walkedTap)}`, layout.kernel);
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let ${source} = ${start} + ${times('v', dilation)};
      if (${source} >= 0 && ${source} < uniforms.in${name}) {
        ${addProducts('x', `xLine + ${times(source, layout.step('x', walked))}`, [{ pixel: 0, weight }], layout)}
      }
    }
  `;
}

// packages/wgsl/src/dispatch.ts
function dispatchFor(invocations, workgroupSize, { maxComputeWorkgroupsPerDimension: most }) {
  const workgroups = Math.ceil(invocations / workgroupSize);
  if (workgroups > most ** 3) {
    throw unexpected('DEVICE_LIMIT_EXCEEDED', 'workgroups', workgroups, `at most ${most}\xB3`);
  }
  const z = Math.ceil(workgroups / most ** 2);
  const y = Math.ceil(workgroups / (most * z));
  return [Math.ceil(workgroups / (y * z)), y, z];
}

// packages/wgsl/src/layout.ts
function layoutOf(operation, g, { lanes }, storage) {
  const isChannelsLast = g.dataFormat === 'channelsLast';
  const kernel = kernelAccess(operation, g, lanes, storage);
  const featureMap = (name) => ({
    storage,
    components: isChannelsLast ? lanes : 1,
    lanes,
    laneStep: `uniforms.${name}Channel`,
  });
  const kernelTap = isChannelsLast && g.kernelOrder === 'group-major' ? '1' : 'uniforms.kernelTap';
  const across = axesAcross(g).map((axis, k) => times(parenthesized(tapParts(g)[k]), tapsWithin(g, axis)));
  return {
    x: featureMap('x'),
    y: featureMap('y'),
    kernel,
    kernelGroup: isTapMajorLast(g) ? '1' : times(kernel.lanes, 'uniforms.kernelGroup'),
    channelAt: (array) => (isChannelsLast ? 'channel' : times(times('channel', lanes), `uniforms.${array}Channel`)),
    step: (array, { name }) => (name === 'Width' && !isChannelsLast ? '1' : `uniforms.${array}${name}`),
    walkedTap: times(tapsWithin(g, walkedAxis(g)), kernelTap),
    tapAcross: times(across.length === 1 ? across[0] : `(${across.join(' + ')})`, kernelTap),
  };
}
function tapsWithin(g, { name }) {
  const axes = shaderAxes(g);
  const inner = axes.slice(axes.findIndex((axis) => axis.name === name) + 1);
  return inner.reduce((product3, { kernelSize }) => product3 * kernelSize, 1);
}
function parenthesized(text) {
  return text.includes(' ') ? `(${text})` : text;
}
function kernelAccess(operation, g, lanes, storage) {
  const wanted = operation !== 'gradKernel' && g.channelGrouping === 'interleaved' ? lanes : 1;
  return { storage, components: isTapMajorLast(g) ? wanted : 1, lanes: wanted, laneStep: 'uniforms.kernelGroup' };
}
function isTapMajorLast({ dataFormat, kernelOrder }) {
  return dataFormat === 'channelsLast' && kernelOrder === 'tap-major';
}
function uniformValues(operation, g, variant, layout) {
  const { x, y, kernel } = stridesOf(g);
  const { lanes } = variant;
  const isBlocked = g.channelGrouping === 'blocked';
  const [xUnit, yUnit, kernelUnit] = [layout.x.components, layout.y.components, layout.kernel.components];
  const ofAxes = shaderAxes(g).flatMap(({ name, ...axis }, k) => [
    [`in${name}`, axis.inSize],
    [`out${name}`, axis.outSize],
    [`pad${name}`, axis.padBefore],
    [`x${name}`, x.spatial[k] / xUnit],
    [`y${name}`, y.spatial[k] / yUnit],
    [`kernel${name}`, kernel.spatial[k] / kernelUnit],
  ]);
  return {
    ...Object.fromEntries(ofAxes),
    ...blocksOf(operation, g, variant),
    channelBlocks: g.channels / lanes,
    channelBlocksInGroup: g.channelsPerGroup / lanes,
    groups: g.groups,
    groupBlocks: g.groups / lanes,
    rowPairs: Math.ceil(g.axes.at(-2).outSize / 2),
    columnsOfPhase: Math.ceil(g.axes.at(-1).inSize / g.axes.at(-1).stride),
    xBatch: x.batch / xUnit,
    xChannel: isBlocked ? x.channelInGroup : x.group,
    xGroup: x.group / xUnit,
    xChannelBlock: (x.channelInGroup * lanes) / xUnit,
    yBatch: y.batch / yUnit,
    yChannel: isBlocked ? y.channelInGroup : y.group,
    yGroup: y.group / yUnit,
    yChannelBlock: (y.channelInGroup * lanes) / yUnit,
    kernelBatch: kernel.batch / kernelUnit,
    kernelGroup: kernel.group,
    kernelTap: kernel.taps.at(-1) / kernelUnit,
  };
}
function blocksOf(operation, g, { lanes, pixels, shared }) {
  const { padBefore, stride, ...sizes } = walkedAxis(g);
  const firstPadded = padBefore - (padBefore % stride);
  const before = operation === 'gradInput' ? padBefore % stride : 0;
  const blocks = Math.ceil((before + sizes[`${targetOf(operation)}Size`]) / pixels);
  if (!shared) return { blocks, firstPadded };
  const channelParts = Math.ceil(g.channels / lanes / shared.channels);
  return { blocks, firstPadded, channelParts, blockParts: Math.ceil(blocks / shared.blocks) };
}

// packages/wgsl/src/limits.ts
var MAX_INDEX = 2 ** 30;
function checkLimits(g, limits, storage) {
  const bytesOfOne = storage && storage.elementType !== 'f32' ? 2 : 4;
  const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize, MAX_INDEX * bytesOfOne);
  for (const name of ['x', 'kernel', 'y']) {
    const bytes = sizeOf(shapeOf(g, name)) * bytesOfOne;
    if (bytes <= limit) continue;
    const message2 = `${name} takes ${bytes} bytes, and the device binds at most ${limit}.`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, message2);
  }
  const padded = g.axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
  if (padded.every((size) => size <= MAX_INDEX)) return;
  const message = `Padded x has the sizes [${padded.join(', ')}], and shaders count to ${MAX_INDEX} along an axis.`;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'x', message);
}

// packages/wgsl/src/storage.ts
function typeOf(components, type) {
  if (type === 'u32') return components === 4 ? 'vec2<u32>' : 'u32';
  return components === 4 ? `vec4<${type}>` : type;
}
function numbersOf(elementType) {
  return {
    elementType,
    load: (array, at, components) => `${typeOf(components, 'f32')}(${array}[${at}])`,
    store: (at, value, components) =>
      `result[${at}] = ${elementType === 'f32' ? value : `${typeOf(components, elementType)}(${value})`};`,
    functions: () => '',
  };
}

// packages/wgsl/src/program.ts
function programOf(source, geometry2, limits, { storage = numbersOf('f32'), ...variantOptions } = {}) {
  checkLimits(geometry2, limits, storage);
  const g = withShaderAxes(geometry2);
  return assemble(source, g, chooseVariant(source.operation, g, variantOptions), limits, storage);
}
function assemble({ operation, body: bodyOf }, g, variant, limits, storage = numbersOf('f32')) {
  const layout = layoutOf(operation, g, variant, storage);
  const { elementType } = storage;
  const arrays = arraysOf(operation, layout);
  const values = uniformValues(operation, g, variant, layout);
  const invocations = countInvocations(operation, g, variant, values);
  const body = indent(`
    ${storage.functions(arrays.outputComponents)}
    ${declareWeights(variant, g)}
    fn involution(index: i32) {
      ${variant.shared ? '' : 'if (index >= uniforms.invocations) { return; }'}
      ${bodyOf(g, variant, layout)}
    }
  `);
  const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
  return {
    operation,
    key: keyOf(operation, g, variant, elementType),
    body,
    elementType,
    ...arrays,
    uniforms: Object.entries({ invocations, ...values })
      .filter(([name]) => used.has(name))
      .map(([name, value]) => ({ name, value })),
    workgroupSize: WORKGROUP_SIZE,
    dispatch: dispatchFor(invocations, WORKGROUP_SIZE, limits),
    invocations,
  };
}
function arraysOf(operation, layout) {
  const components = {
    x: layout.x.components,
    kernel: layout.kernel.components,
    y: layout.y.components,
    dy: layout.y.components,
  };
  const { operands, result } = OPERATIONS[operation];
  return {
    operands: operands.map((name) => ({ name, components: components[name] })),
    outputComponents: components[result],
  };
}
function keyOf(operation, g, { lanes, pixels, isUnrolled, shared, alternates }, elementType) {
  const along = (value) => g.axes.map((axis) => axis[value]).join('x');
  return [
    'involution',
    operation,
    g.dataFormat,
    g.kernelOrder,
    g.channelGrouping,
    `k${along('kernelSize')}`,
    `s${along('stride')}`,
    `d${along('dilation')}`,
    `lanes${lanes}`,
    isUnrolled ? `pixels${pixels}` : 'looped',
    ...(alternates ? ['alternates'] : []),
    ...(shared ? [`shared${shared.channels}x${shared.blocks}x${shared.groups}`] : []),
    ...(elementType === 'f32' ? [] : [elementType]),
  ].join(' ');
}

// packages/wgsl/src/forward-program.ts
var FORWARD = { operation: 'forward', body: forwardBody };
function makeForwardProgram(geometry2, limits, options) {
  return programOf(FORWARD, geometry2, limits, options);
}

// packages/wgsl/src/grad-input.ts
function gradInputBody(g, variant, layout) {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const taps = tapParts(g);
  const { target, name } = walked;
  const { shared } = variant;
  const isReached = across
    .map(({ name: name2, output, stride }) => isOutput(`reach${name2}`, output, stride, `out${name2}`))
    .join(' && ');
  const kernelBatch = 'batch * uniforms.kernelBatch';
  const kernelLine = (base) => `${addressAt(base, 'kernel', across, 'output', layout)} + ${layout.tapAcross}`;
  return `
    ${position('gradInput', g, variant)}
    ${hasPhases('gradInput', g) ? columnOfPhase(g) : ''}
    let padded = ${times('block', variant.pixels)} + uniforms.firstPadded;
    let ${target} = padded - uniforms.pad${name};
    let dyBatch = batch * uniforms.yBatch + ${layout.channelAt('y')};
    ${shared ? lines([prepareLoads(g, shared, firstShared(g, variant), layout), ownWeights(g, shared)]) : `let kernelBatch = ${kernelBatch} + ${times('group', layout.kernelGroup)};`}
    ${declareSums(variant.pixels, layout.x)}
    for (var tap = 0; tap < ${tapsAcross(g)}; tap++) {
      ${lines(across.map(({ name: name2, target: target2, dilation }, k) => `let reach${name2} = ${target2} + uniforms.pad${name2} - ${times(taps[k], dilation)};`))}
      ${lines(across.map(({ name: name2, output, stride }) => `let ${output} = ${quotient(`reach${name2}`, stride)};`))}
      ${shared ? loadWeights(g, shared, kernelLine(kernelBatch), isReached, layout) : ''}
      if (${shared ? `isActive && ${isReached}` : isReached}) {
        let dyLine = ${addressAt('dyBatch', 'y', across, 'output', layout)};
        ${shared ? '' : `let weightLine = ${kernelLine('kernelBatch')};`}
        ${variant.isUnrolled ? writtenOut2(g, variant, layout) : tapLoop2(g, layout)}
      }
    }
    ${storeSums(
      variant.pixels,
      target,
      (place) => `${shared ? 'isActive && ' : ''}${place} >= 0 && ${place} < uniforms.in${name}`,
      addressAt(`batch * uniforms.xBatch + ${layout.channelAt('x')}`, 'x', across, 'target', layout),
      layout.step('x', walked),
      layout.x,
    )}
  `;
}
function columnOfPhase(g) {
  return `
    let column = columnInPhase * ${g.axes.at(-1).stride} + phase;
    if (column >= uniforms.inWidth) { return; }
  `;
}
function quotient(reach, stride) {
  return stride === 1 ? reach : `${reach} / ${stride}`;
}
function isOutput(reach, position4, stride, size) {
  const isWhole = stride === 1 ? '' : ` && ${reach} % ${stride} == 0`;
  return `${reach} >= 0${isWhole} && ${position4} < uniforms.${size}`;
}
function writtenOut2(g, variant, layout) {
  const walked = walkedAxis(g);
  const { output, name } = walked;
  const { shared } = variant;
  const sources = sourcesReachingInputs(walked, variant.pixels);
  const all = sources.map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weight: shared
        ? weightInTile(g, shared, offset - sources[0].offset, tap)
        : load('kernel', advance('weights', tap, layout.walkedTap), layout.kernel),
    }));
    return `
      {
        let ${output} = ${plus('first', offset)};
        let nearest = clamp(${output}, 0, uniforms.out${name} - 1);
        ${shared ? '' : `let weights = weightLine + ${times('nearest', layout.step('kernel', walked))};`}
        ${addProducts('dy', `dyLine + ${times('nearest', layout.step('y', walked))}`, weighted, layout, `${output} == nearest`)}
      }
    `;
  });
  return lines([`let first = ${quotient('padded', walked.stride)};`, ...all]);
}
function firstShared(g, variant) {
  const walked = walkedAxis(g);
  const first = `blockPart * ${variant.shared.blocks * variant.pixels} + uniforms.firstPadded`;
  const { offset } = sourcesReachingInputs(walked, variant.pixels)[0];
  return plus(walked.stride === 1 ? first : `(${first}) / ${walked.stride}`, offset);
}
function tapLoop2(g, layout) {
  const walked = walkedAxis(g);
  const { output, name, kernelSize, stride, dilation } = walked;
  const weight = load('kernel', `weights + ${times('v', layout.walkedTap)}`, layout.kernel);
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let reach = padded - ${times('v', dilation)};
      let ${output} = ${quotient('reach', stride)};
      if (${isOutput('reach', output, stride, `out${name}`)}) {
        let weights = weightLine + ${times(output, layout.step('kernel', walked))};
        ${addProducts('dy', `dyLine + ${times(output, layout.step('y', walked))}`, [{ pixel: 0, weight }], layout)}
      }
    }
  `;
}

// packages/wgsl/src/grad-kernel.ts
function gradKernelBody(g, variant, layout) {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const taps = tapParts(g);
  const at = (array, group, place) =>
    addressAt(`batch * uniforms.${array}Batch + ${group}`, array, across, place, layout);
  return `
    ${decomposeIndex(coordinatesOf('gradKernel', g, variant), variant)}
    ${variant.alternates ? alternate() : ''}
    let ${walked.target} = ${times('block', variant.pixels)};
    ${lines(across.map(({ source, target, stride, dilation, name }, k) => `let ${source} = ${times(target, stride)} + ${times(taps[k], dilation)} - uniforms.pad${name};`))}
    let ${walked.start} = ${times(walked.target, walked.stride)} - uniforms.pad${walked.name};
    let xLine = ${at('x', 'group * uniforms.xGroup', 'source')};
    let dyLine = ${at('y', 'group * uniforms.yGroup', 'target')};
    let resultLine = ${at('kernel', times('group', layout.kernelGroup), 'target')} + ${layout.tapAcross};
    ${variant.isUnrolled ? writtenOut3(g, variant, layout) : tapLoop3(g, variant, layout)}
  `;
}
function alternate() {
  return `
    let row = pair * 2 + rowInPair;
    if (row >= uniforms.outHeight) { return; }
    let half = tap % 2;
  `;
}
function channelStep({ alternates }) {
  return alternates ? '(channels ^ half)' : 'channels';
}
function writtenOut3(g, variant, layout) {
  const walked = walkedAxis(g);
  const { source, start, target, name } = walked;
  const { pixels } = variant;
  const sources = sourcesUnderOutputs(walked, pixels);
  const products = ({ products: products2 }, k) =>
    lines(products2.map(({ pixel, tap }) => `sum${pixel}_${tap} += ${product(variant, `x${k}`, `dy${pixel}`)};`));
  return `
    // What lies past the end of a line, or outside x, reads the nearest that does not. Its sums are not stored.
    ${each(pixels, (p) => `let dy${p}At = dyLine + ${times(`min(${plus(target, p)}, uniforms.out${name} - 1)`, layout.step('y', walked))};`)}
    ${each(sources.length, (k) => `let ${source}${k} = ${plus(start, sources[k].offset)};`)}
    ${each(sources.length, (k) => `let nearest${k} = clamp(${source}${k}, 0, uniforms.in${name} - 1);`)}
    ${each(pixels, (p) => each(walked.kernelSize, (v) => `var sum${p}_${v} = 0.0;`))}
    if (${isInput(axesAcross(g))}) {
      for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
        let xAt = xLine + ${channelStep(variant)} * uniforms.xChannelBlock;
        let dyChannels = ${channelStep(variant)} * uniforms.yChannelBlock;
        ${each(pixels, (p) => `let dy${p} = ${load('dy', `dy${p}At + dyChannels`, layout.y)};`)}
        ${each(sources.length, (k) =>
          lines([
            `let x${k} = ${load('x', `xAt + ${times(`nearest${k}`, layout.step('x', walked))}`, layout.x)};`,
            products(sources[k], k),
          ]),
        )}
      }
    }
    ${each(pixels, (p) => storePixel(g, p, sources, layout))}
  `;
}
function storePixel(g, pixel, sources, layout) {
  const walked = walkedAxis(g);
  const { source, target, name } = walked;
  const step = layout.step('kernel', walked);
  const place = plus(target, pixel);
  return lines([
    `if (${place} < uniforms.out${name}) {`,
    `let at = resultLine + ${times(pixel === 0 || step === '1' ? place : `(${place})`, step)};`,
    ...sources.flatMap(({ products }, k) =>
      products
        .filter((each3) => each3.pixel === pixel)
        .map(({ tap }) =>
          store(
            advance('at', tap, layout.walkedTap),
            `select(0.0, sum${pixel}_${tap}, ${source}${k} == nearest${k})`,
            layout.kernel,
          ),
        ),
    ),
    '}',
  ]);
}
function tapLoop3(g, variant, layout) {
  const walked = walkedAxis(g);
  const { source, start, target, name } = walked;
  return `
    let dyAt = dyLine + ${times(target, layout.step('y', walked))};
    let at = resultLine + ${times(target, layout.step('kernel', walked))};
    for (var v = 0; v < ${walked.kernelSize}; v++) {
      let ${source} = ${start} + ${times('v', walked.dilation)};
      var sum = 0.0;
      if (${isInput(axesAcross(g))} && ${source} >= 0 && ${source} < uniforms.in${name}) {
        let xAt = xLine + ${times(source, layout.step('x', walked))};
        for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
          let value = ${load('x', `xAt + ${channelStep(variant)} * uniforms.xChannelBlock`, layout.x)};
          sum += ${product(variant, 'value', load('dy', `dyAt + ${channelStep(variant)} * uniforms.yChannelBlock`, layout.y))};
        }
      }
      ${store(`at + ${times('v', layout.walkedTap)}`, 'sum', layout.kernel)}
    }
  `;
}
function product({ lanes }, a, b) {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}

// packages/wgsl/src/make-program.ts
var SOURCES = {
  forward: FORWARD,
  gradInput: { operation: 'gradInput', body: gradInputBody },
  gradKernel: { operation: 'gradKernel', body: gradKernelBody },
};
function makeProgram(operation, geometry2, limits, options) {
  return programOf(SOURCES[operation], geometry2, limits, options);
}

// packages/wgsl/src/index.ts
var src_exports = {};
__export(src_exports, {
  InvolutionError: () => InvolutionError,
  checkLimits: () => checkLimits,
  chooseVariant: () => chooseVariant,
  dispatchFor: () => dispatchFor,
  float16: () => float16,
  isInvolutionError: () => isInvolutionError,
  makeForwardProgram: () => makeForwardProgram,
  makeProgram: () => makeProgram,
  prepareProgram: () => prepareProgram,
  requireCompiled: () => requireCompiled,
  requireDevice: () => requireDevice,
  toModule: () => toModule,
  uniformData: () => uniformData,
  watchCompilation: () => watchCompilation,
  watchDevice: () => watchDevice,
});

// packages/wgsl/src/float16.ts
function float16(features) {
  return features.has('shader-f16') ? numbersOf('f16') : WORDS;
}
var WORDS = {
  elementType: 'u32',
  load: (array, at, components) =>
    components === 4 ? `fourHalves(${array}[${at}])` : `half(${array}[(${at}) / 2], ${at})`,
  store: (at, value, components) =>
    components === 4
      ? `result[${at}] = vec2<u32>(pack2x16float(${value}.xy), pack2x16float(${value}.zw));`
      : `storeHalf(${at}, ${value});`,
  // Two invocations may own a half each of a word of `result`: each leaves the other's alone.
  functions: (outputComponents) => `
    fn half(word: u32, at: i32) -> f32 { return unpack2x16float(word)[at % 2]; }
    fn fourHalves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }
    ${
      outputComponents === 4
        ? ''
        : `fn storeHalf(at: i32, value: f32) {
      let shift = u32(at % 2) * 16;
      atomicAnd(&result[at / 2], 0xffff0000u >> shift);
      atomicOr(&result[at / 2], pack2x16float(vec2<f32>(value, 0.0)) << shift);
    }`
    }
  `,
};

// packages/wgsl/src/host/compilation.ts
var failures = /* @__PURE__ */ new WeakMap();
var FILTERS = ['validation', 'internal'];
function requireCompiled(device2, key) {
  const failure = failures.get(device2)?.get(key);
  if (failure) throw failure;
}
function watchCompilation(device2, key) {
  for (const filter of FILTERS) device2.pushErrorScope(filter);
  return () => {
    for (const _ of FILTERS) {
      void device2.popErrorScope().then((cause) => {
        if (cause) throw keepFailure(device2, key, compilationError(cause));
      });
    }
  };
}
function compilationError(cause) {
  const message = `The device does not compile the shader: ${cause.message}`;
  return new InvolutionError('SHADER_COMPILATION_FAILED', 'shader', message, { cause });
}
function keepFailure(device2, key, error) {
  const ofDevice = failures.get(device2) ?? /* @__PURE__ */ new Map();
  failures.set(device2, ofDevice.set(key, error));
  return error;
}

// packages/wgsl/src/host/device-loss.ts
var losses = /* @__PURE__ */ new WeakMap();
function watchDevice(device2) {
  if (losses.has(device2)) return;
  losses.set(device2, void 0);
  void device2.lost.then(({ reason, message }) => losses.set(device2, message || reason));
}
function requireDevice(device2) {
  watchDevice(device2);
  const loss = losses.get(device2);
  if (loss === void 0) return;
  throw new InvolutionError('DEVICE_LOST', 'device', `The GPU device is lost (${loss}).`);
}

// packages/wgsl/src/module.ts
function toModule({ operands, elementType, outputComponents, uniforms, body, workgroupSize }) {
  const resultType = typeOf(outputComponents, elementType);
  const declarations = [
    ...operands.map(({ name, components }) => `var<storage, read> ${name}: array<${typeOf(components, elementType)}>;`),
    `var<storage, read_write> result: array<${resultType === 'u32' ? 'atomic<u32>' : resultType}>;`,
    'var<uniform> uniforms: Uniforms;',
  ];
  return `${elementType === 'f16' ? 'enable f16;\n\n' : ''}struct Uniforms {
${uniforms.map(({ name }) => `  ${name}: i32,`).join('\n')}
}
${declarations.map((declaration, k) => `@group(0) @binding(${k}) ${declaration}`).join('\n')}

${body}

@compute @workgroup_size(${workgroupSize})
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let linear = (workgroup.z * workgroups.y + workgroup.y) * workgroups.x + workgroup.x;
  involution(i32(linear * ${workgroupSize} + local));
}
`;
}
function uniformData({ uniforms }) {
  return Int32Array.from(uniforms, ({ value }) => value);
}

// packages/wgsl/src/host/pipeline.ts
var pipelines = /* @__PURE__ */ new WeakMap();
function pipelineFor(device2, program) {
  let ofDevice = pipelines.get(device2);
  if (ofDevice === void 0) {
    ofDevice = /* @__PURE__ */ new Map();
    pipelines.set(device2, ofDevice);
  }
  const known = ofDevice.get(program.key);
  if (known !== void 0) return known;
  const made = compile(device2, toModule(program));
  ofDevice.set(program.key, made);
  return made;
}
async function compile(device2, code) {
  device2.pushErrorScope('validation');
  const module = device2.createShaderModule({ code });
  const fault = device2.popErrorScope();
  try {
    return await device2.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  } catch (error) {
    throw compilationError((await fault) ?? error);
  }
}

// packages/wgsl/src/host/prepared-program.ts
async function prepareProgram(device2, program) {
  const pipeline = await pipelineFor(device2, program);
  const data = uniformData(program);
  const uniforms = device2.createBuffer({
    size: data.byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  device2.queue.writeBuffer(uniforms, 0, data);
  return {
    encode(encoder, operands, result) {
      const bindings = [...operandsOf(program.operation, operands), result, { buffer: uniforms }];
      const entries = bindings.map((resource, binding) => ({ binding, resource }));
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device2.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(...program.dispatch);
      pass.end();
    },
    destroy: () => uniforms.destroy(),
  };
}

// ../../tmp/wgsl-old/src/index.ts
var src_exports2 = {};
__export(src_exports2, {
  InvolutionError: () => InvolutionError,
  checkLimits: () => checkLimits2,
  chooseVariant: () => chooseVariant2,
  dispatchFor: () => dispatchFor2,
  float16: () => float162,
  isInvolutionError: () => isInvolutionError,
  makeForwardProgram: () => makeForwardProgram2,
  makeProgram: () => makeProgram2,
  prepareProgram: () => prepareProgram2,
  requireCompiled: () => requireCompiled2,
  requireDevice: () => requireDevice2,
  toModule: () => toModule2,
  uniformData: () => uniformData2,
  watchCompilation: () => watchCompilation2,
  watchDevice: () => watchDevice2,
});

// ../../tmp/wgsl-old/src/dispatch.ts
function dispatchFor2(invocations, workgroupSize, { maxComputeWorkgroupsPerDimension: most }) {
  const workgroups = Math.ceil(invocations / workgroupSize);
  if (workgroups > most ** 3) {
    throw unexpected('DEVICE_LIMIT_EXCEEDED', 'workgroups', workgroups, `at most ${most}\xB3`);
  }
  const z = Math.ceil(workgroups / most ** 2);
  const y = Math.ceil(workgroups / (most * z));
  return [Math.ceil(workgroups / (y * z)), y, z];
}

// ../../tmp/wgsl-old/src/storage.ts
function typeOf2(components, type) {
  if (type === 'u32') return components === 4 ? 'vec2<u32>' : 'u32';
  return components === 4 ? `vec4<${type}>` : type;
}
function numbersOf2(elementType) {
  return {
    elementType,
    load: (array, at, components) => `${typeOf2(components, 'f32')}(${array}[${at}])`,
    store: (at, value, components) =>
      `result[${at}] = ${elementType === 'f32' ? value : `${typeOf2(components, elementType)}(${value})`};`,
    functions: () => '',
  };
}

// ../../tmp/wgsl-old/src/float16.ts
function float162(features) {
  return features.has('shader-f16') ? numbersOf2('f16') : WORDS2;
}
var WORDS2 = {
  elementType: 'u32',
  load: (array, at, components) =>
    components === 4 ? `fourHalves(${array}[${at}])` : `half(${array}[(${at}) / 2], ${at})`,
  store: (at, value, components) =>
    components === 4
      ? `result[${at}] = vec2<u32>(pack2x16float(${value}.xy), pack2x16float(${value}.zw));`
      : `storeHalf(${at}, ${value});`,
  // Two invocations may own a half each of a word of `result`: each leaves the other's alone.
  functions: (outputComponents) => `
    fn half(word: u32, at: i32) -> f32 { return unpack2x16float(word)[at % 2]; }
    fn fourHalves(words: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y)); }
    ${
      outputComponents === 4
        ? ''
        : `fn storeHalf(at: i32, value: f32) {
      let shift = u32(at % 2) * 16;
      atomicAnd(&result[at / 2], 0xffff0000u >> shift);
      atomicOr(&result[at / 2], pack2x16float(vec2<f32>(value, 0.0)) << shift);
    }`
    }
  `,
};

// ../../tmp/wgsl-old/src/axes.ts
function withShaderAxes2(g) {
  const [depth, ...plane] = asVolume(g).axes.map(withoutIdleSteps);
  const isPlane = depth.inSize * depth.outSize * depth.kernelSize === 1 && depth.padBefore === 0;
  return { ...g, axes: isPlane ? plane : [depth, ...plane] };
}
function widthOf({ axes }) {
  return axes.at(-1);
}
function rowAxesOf({ axes }, target) {
  const [height, depth] = axes.slice(0, -1).reverse();
  const part = (operator) => ({
    row: `row${operator && ` ${operator} uniforms.${target}Height`}`,
    tap: `u${operator && ` ${operator} ${height.kernelSize}`}`,
  });
  const rows = { ...height, suffix: '', size: 'Height', pad: 'padTop' };
  if (!depth) return [{ ...rows, ...part('') }];
  return [
    { ...depth, suffix: 'Depth', size: 'Depth', pad: 'padDepth', ...part('/') },
    { ...rows, ...part('%') },
  ];
}
function rowsOf({ axes }, size) {
  return axes.slice(0, -1).reduce((product3, axis) => product3 * axis[size], 1);
}
function rowCount(g, side) {
  return `uniforms.${side}${g.axes.length === 2 ? 'Height' : 'Rows'}`;
}
function isInput2(rows) {
  return rows.map(({ suffix, size }) => `h${suffix} >= 0 && h${suffix} < uniforms.in${size}`).join(' && ');
}
function rowAt({ length }, position4) {
  return length === 1
    ? position4
    : `(${position4}Depth * uniforms.${position4 === 'h' ? 'in' : 'out'}Height + ${position4})`;
}

// ../../tmp/wgsl-old/src/columns.ts
function columnsUnderOutputs(width, pixels) {
  return collect2(width, pixels, (pixel, tap) => pixel * width.stride + tap * width.dilation);
}
function columnsReachingInputs(width, pixels) {
  return collect2(width, pixels, (pixel, tap) => {
    const { phase, index } = phaseOf(pixel - tap * width.dilation, width.stride);
    return phase === 0 ? index : void 0;
  });
}
function collect2(width, pixels, offsetOf) {
  const columns = /* @__PURE__ */ new Map();
  for (let tap = 0; tap < width.kernelSize; tap++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const offset = offsetOf(pixel, tap);
      if (offset === void 0) continue;
      const column = columns.get(offset) ?? { offset, products: [] };
      columns.set(offset, column);
      column.products.push({ pixel, tap });
    }
  }
  return [...columns.values()].sort((a, b) => a.offset - b.offset);
}

// ../../tmp/wgsl-old/src/text.ts
function each2(count, line) {
  return lines2(Array.from({ length: count }, (_, k) => line(k)));
}
function lines2(entries) {
  return entries.join('\n');
}
function times2(a, b) {
  return [a, b].filter((factor) => `${factor}` !== '1').join(' * ') || '1';
}
function plus2(at, distance) {
  if (`${distance}` === '0') return at;
  return typeof distance === 'number' && distance < 0 ? `${at} - ${-distance}` : `${at} + ${distance}`;
}
function advance2(at, count, step) {
  if (count === 0) return at;
  return plus2(at, step === '1' ? count : times2(count, step));
}
function decompose2(index, axes) {
  return lines2([
    `var rest = ${index};`,
    ...axes.flatMap(([name, size], k) =>
      k === axes.length - 1 ? [`let ${name} = rest;`] : [`let ${name} = rest % ${size};`, `rest /= ${size};`],
    ),
  ]);
}
function indent2(text) {
  let depth = 0;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      if (line.startsWith('}')) depth--;
      const indented = '  '.repeat(depth) + line;
      if (line.endsWith('{')) depth++;
      return indented;
    })
    .join('\n');
}

// ../../tmp/wgsl-old/src/lanes.ts
function zeroOf2(components) {
  return components === 4 ? 'vec4<f32>()' : '0.0';
}
function load2(array, at, { storage, components, lanes, laneStep }) {
  if (lanes === components) return storage.load(array, at, components);
  return `vec4<f32>(${[0, 1, 2, 3].map((k) => storage.load(array, advance2(at, k, laneStep), 1)).join(', ')})`;
}
function store2(at, value, { storage, components, lanes, laneStep }) {
  if (lanes === components) return storage.store(at, value, components);
  return lines2([...'xyzw'].map((part, k) => storage.store(advance2(at, k, laneStep), `${value}.${part}`, 1)));
}

// ../../tmp/wgsl-old/src/gather.ts
function position2(g, target) {
  const channel = ['channel', 'uniforms.channelBlocks'];
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', rowCount(g, target)],
  ];
  const batch = ['batch', ''];
  return lines2([
    decompose2('index', g.dataFormat === 'channelsLast' ? [channel, ...pixel, batch] : [...pixel, channel, batch]),
    g.channelGrouping === 'blocked'
      ? 'let group = channel / uniforms.channelBlocksInGroup;'
      : 'let group = channel % uniforms.groupBlocks;',
  ]);
}
function declareSums2(pixels, { lanes }) {
  return each2(pixels, (p) => `var sum${p} = ${zeroOf2(lanes)};`);
}
function addProducts2(array, at, products, layout, isInside) {
  const factor = (name, address, access) => {
    const value = load2(name, address, access);
    return isInside ? `select(${zeroOf2(access.lanes)}, ${value}, ${isInside})` : value;
  };
  return lines2([
    `let at = ${at};`,
    `let value = ${factor(array, 'at', array === 'x' ? layout.x : layout.y)};`,
    ...products.map(({ pixel, weightAt }) => `sum${pixel} += value * ${factor('kernel', weightAt, layout.kernel)};`),
  ]);
}
function storeSums2(pixels, isInside, rowAt2, columnStep, access) {
  return lines2([
    `let resultRow = ${rowAt2};`,
    each2(pixels, (p) =>
      lines2([
        `if (${isInside(plus2('column', p))}) {`,
        `let at = resultRow + ${times2(p === 0 ? 'column' : `(column + ${p})`, columnStep)};`,
        store2('at', `sum${p}`, access),
        '}',
      ]),
    ),
  ]);
}

// ../../tmp/wgsl-old/src/forward.ts
function forwardBody2(g, variant, layout) {
  const rows = rowAxesOf(g, 'out');
  const width = widthOf(g);
  const { pixels } = variant;
  return `
    ${position2(g, 'out')}
    let column = ${times2('block', pixels)};
    ${lines2(rows.map(({ suffix, row, stride, pad }) => `let top${suffix} = ${times2(row, stride)} - uniforms.${pad};`))}
    let left = ${times2('column', width.stride)} - uniforms.padLeft;
    let xBatch = batch * uniforms.xBatch + ${times2('channel', layout.x.blockStep)};
    let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + ${times2('group', layout.kernel.blockStep)};
    ${kernelPixels2(pixels, layout)}
    ${declareSums2(pixels, layout.y)}
    for (var u = 0; u < ${rowsOf(g, 'kernelSize')}; u++) {
      ${lines2(rows.map(({ suffix, tap, dilation }) => `let h${suffix} = top${suffix} + ${times2(tap, dilation)};`))}
      if (${isInput2(rows)}) {
        let xRow = xBatch + ${rowAt(rows, 'h')} * uniforms.xRow;
        let tapRow = ${times2(times2('u', width.kernelSize), layout.kernelTap)};
        ${each2(pixels, (p) => `let weights${p} = kernel${p} + tapRow;`)}
        ${variant.isUnrolled ? unrolledColumns(g, pixels, layout) : columnLoop(g, layout)}
      }
    }
    ${storeSums2(
      pixels,
      (w) => `${w} < uniforms.outWidth`,
      `batch * uniforms.yBatch + row * uniforms.yRow + ${times2('channel', layout.y.blockStep)}`,
      layout.yColumn,
      layout.y,
    )}
  `;
}
function kernelPixels2(pixels, { kernelColumn }) {
  const first = `let kernel0 = kernelRow + ${times2('column', kernelColumn)};`;
  if (pixels === 1) return first;
  const others = Array.from({ length: pixels - 1 }, (_, k) => k + 1);
  return lines2([
    first,
    '// Pixels past the end of the row read the weights of its last one, and are not stored.',
    'let last = uniforms.outWidth - 1 - column;',
    ...others.map((p) => `let kernel${p} = kernel0 + ${times2(`min(${p}, last)`, kernelColumn)};`),
  ]);
}
function unrolledColumns(g, pixels, layout) {
  const columns = columnsUnderOutputs(widthOf(g), pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weightAt: advance2(`weights${pixel}`, tap, layout.kernelTap),
    }));
    return `
      {
        let w = ${plus2('left', offset)};
        let nearest = clamp(w, 0, uniforms.inWidth - 1);
        ${addProducts2('x', `xRow + ${times2('nearest', layout.xColumn)}`, weighted, layout, 'w == nearest')}
      }
    `;
  });
  return lines2(columns);
}
function columnLoop(g, layout) {
  const width = widthOf(g);
  const product3 = { pixel: 0, weightAt: `weights0 + ${times2('v', layout.kernelTap)}` };
  return `
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let w = left + ${times2('v', width.dilation)};
      if (w >= 0 && w < uniforms.inWidth) {
        ${addProducts2('x', `xRow + ${times2('w', layout.xColumn)}`, [product3], layout)}
      }
    }
  `;
}

// ../../tmp/wgsl-old/src/layout.ts
function layoutOf2(operation, g, { lanes }, storage) {
  const isChannelsLast = g.dataFormat === 'channelsLast';
  const featureMap = (name) => ({
    storage,
    components: isChannelsLast ? lanes : 1,
    lanes,
    laneStep: `uniforms.${name}Channel`,
    blockStep: isChannelsLast ? '1' : times2(lanes, `uniforms.${name}Channel`),
  });
  const column = (name) => (isChannelsLast ? `uniforms.${name}Column` : '1');
  const isTapMajor = g.kernelOrder === 'tap-major';
  return {
    x: featureMap('x'),
    y: featureMap('y'),
    kernel: kernelAccess2(operation, g, lanes, storage),
    xColumn: column('x'),
    yColumn: column('y'),
    kernelColumn: column('kernel'),
    kernelTap: isChannelsLast && !isTapMajor ? '1' : 'uniforms.kernelTap',
  };
}
function kernelAccess2(operation, g, lanes, storage) {
  const wanted = operation !== 'gradKernel' && g.channelGrouping === 'interleaved' ? lanes : 1;
  const isContiguous = g.dataFormat === 'channelsLast' && g.kernelOrder === 'tap-major';
  return {
    storage,
    components: isContiguous ? wanted : 1,
    lanes: wanted,
    laneStep: 'uniforms.kernelGroup',
    blockStep: isContiguous ? '1' : times2(wanted, 'uniforms.kernelGroup'),
  };
}
function uniformValues2(operation, g, variant, layout) {
  const { x, y, kernel } = stridesOf(g);
  const [[xRow, xColumn], [yRow, yColumn], [kernelRow, kernelColumn]] = [x, y, kernel].map(({ spatial }) =>
    spatial.slice(-2),
  );
  const [depth, height, width] = asVolume(g).axes;
  const { lanes } = variant;
  const isBlocked = g.channelGrouping === 'blocked';
  const [xUnit, yUnit, kernelUnit] = [layout.x.components, layout.y.components, layout.kernel.components];
  return {
    inDepth: depth.inSize,
    inRows: rowsOf(g, 'inSize'),
    inHeight: height.inSize,
    inWidth: width.inSize,
    outDepth: depth.outSize,
    outRows: rowsOf(g, 'outSize'),
    outHeight: height.outSize,
    outWidth: width.outSize,
    padDepth: depth.padBefore,
    padTop: height.padBefore,
    padLeft: width.padBefore,
    ...columnBlocks(operation, g, variant),
    channelBlocks: g.channels / lanes,
    channelBlocksInGroup: g.channelsPerGroup / lanes,
    groups: g.groups,
    groupBlocks: g.groups / lanes,
    xBatch: x.batch / xUnit,
    xRow: xRow / xUnit,
    xColumn: xColumn / xUnit,
    xChannel: isBlocked ? x.channelInGroup : x.group,
    xGroup: x.group / xUnit,
    xChannelBlock: (x.channelInGroup * lanes) / xUnit,
    yBatch: y.batch / yUnit,
    yRow: yRow / yUnit,
    yColumn: yColumn / yUnit,
    yChannel: isBlocked ? y.channelInGroup : y.group,
    yGroup: y.group / yUnit,
    yChannelBlock: (y.channelInGroup * lanes) / yUnit,
    kernelBatch: kernel.batch / kernelUnit,
    kernelRow: kernelRow / kernelUnit,
    kernelColumn: kernelColumn / kernelUnit,
    kernelGroup: kernel.group,
    kernelTap: kernel.taps.at(-1) / kernelUnit,
  };
}
function columnBlocks(operation, g, { pixels }) {
  const { inSize, outSize, padBefore } = widthOf(g);
  if (operation !== 'gradInput') return { columnBlocks: Math.ceil(outSize / pixels), firstColumnBlock: 0 };
  const firstColumnBlock = Math.floor(padBefore / pixels);
  return { columnBlocks: Math.ceil((padBefore + inSize) / pixels) - firstColumnBlock, firstColumnBlock };
}

// ../../tmp/wgsl-old/src/limits.ts
var MAX_INDEX2 = 2 ** 30;
function checkLimits2(g, limits, storage) {
  const bytesOfOne = storage && storage.elementType !== 'f32' ? 2 : 4;
  const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize, MAX_INDEX2 * bytesOfOne);
  for (const name of ['x', 'kernel', 'y']) {
    const bytes = sizeOf(shapeOf(g, name)) * bytesOfOne;
    if (bytes <= limit) continue;
    const message2 = `${name} takes ${bytes} bytes, and the device binds at most ${limit}.`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, message2);
  }
  const padded = g.axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
  if (padded.every((size) => size <= MAX_INDEX2)) return;
  const message = `Padded x has the sizes [${padded.join(', ')}], and shaders count to ${MAX_INDEX2} along an axis.`;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'x', message);
}

// ../../tmp/wgsl-old/src/variant.ts
var PREFERRED_PIXELS2 = 4;
var MAX_PRODUCTS2 = 128;
var MAX_SUMS2 = 64;
var MAX_UNROLLED_STRIDE2 = 8;
function chooseVariant2(operation, g) {
  const lanes = lanesFor2(operation, g);
  const width = widthOf(g);
  const pixels = pixelCandidates2(operation, width).find((candidate) => isAffordable2(operation, width, candidate));
  return pixels === void 0 ? { lanes, pixels: 1, isUnrolled: false } : { lanes, pixels, isUnrolled: true };
}
function lanesFor2(operation, g) {
  const isBlocked = g.channelGrouping === 'blocked';
  if (operation === 'gradKernel')
    return isBlocked && g.dataFormat === 'channelsLast' && g.channelsPerGroup % 4 === 0 ? 4 : 1;
  return (isBlocked ? g.channelsPerGroup : g.groups) % 4 === 0 ? 4 : 1;
}
function pixelCandidates2(operation, { inSize, outSize, stride }) {
  if (operation !== 'gradInput') return [Math.min(PREFERRED_PIXELS2, outSize), 1];
  if (stride > MAX_UNROLLED_STRIDE2) return [];
  return [stride * Math.ceil(Math.min(PREFERRED_PIXELS2, inSize) / stride), stride];
}
function isAffordable2(operation, { kernelSize, stride }, pixels) {
  switch (operation) {
    case 'forward':
      return kernelSize * pixels <= MAX_PRODUCTS2;
    case 'gradInput':
      return (kernelSize * pixels) / stride <= MAX_PRODUCTS2;
    case 'gradKernel':
      return kernelSize * pixels <= MAX_SUMS2;
  }
}

// ../../tmp/wgsl-old/src/program.ts
var WORKGROUP_SIZE2 = 64;
function programOf2(source, geometry2, limits, { storage = numbersOf2('f32') } = {}) {
  checkLimits2(geometry2, limits, storage);
  const g = withShaderAxes2(geometry2);
  return assemble2(source, g, chooseVariant2(source.operation, g), limits, storage);
}
function assemble2({ operation, body: bodyOf }, g, variant, limits, storage = numbersOf2('f32')) {
  const layout = layoutOf2(operation, g, variant, storage);
  const { elementType } = storage;
  const arrays = arraysOf2(operation, layout);
  const values = uniformValues2(operation, g, variant, layout);
  const invocations = countInvocations2(operation, g, values);
  const body = indent2(`
    ${storage.functions(arrays.outputComponents)}
    fn involution(index: i32) {
      if (index >= uniforms.invocations) { return; }
      ${bodyOf(g, variant, layout)}
    }
  `);
  const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
  return {
    operation,
    key: keyOf2(operation, g, variant, elementType),
    body,
    elementType,
    ...arrays,
    uniforms: Object.entries({ invocations, ...values })
      .filter(([name]) => used.has(name))
      .map(([name, value]) => ({ name, value })),
    workgroupSize: WORKGROUP_SIZE2,
    dispatch: dispatchFor2(invocations, WORKGROUP_SIZE2, limits),
    invocations,
  };
}
function countInvocations2(operation, g, values) {
  const { channelBlocks, columnBlocks: columnBlocks2 } = values;
  switch (operation) {
    case 'forward':
      return g.batchSize * rowsOf(g, 'outSize') * columnBlocks2 * channelBlocks;
    case 'gradInput':
      return g.batchSize * rowsOf(g, 'inSize') * columnBlocks2 * channelBlocks;
    case 'gradKernel':
      return g.batchSize * rowsOf(g, 'outSize') * columnBlocks2 * g.groups * rowsOf(g, 'kernelSize');
  }
}
function arraysOf2(operation, layout) {
  const components = {
    x: layout.x.components,
    kernel: layout.kernel.components,
    y: layout.y.components,
    dy: layout.y.components,
  };
  const { operands, result } = OPERATIONS[operation];
  return {
    operands: operands.map((name) => ({ name, components: components[name] })),
    outputComponents: components[result],
  };
}
function keyOf2(operation, g, { lanes, pixels, isUnrolled }, elementType) {
  const along = (value) => g.axes.map((axis) => axis[value]).join('x');
  return [
    'involution',
    operation,
    g.dataFormat,
    g.kernelOrder,
    g.channelGrouping,
    `k${along('kernelSize')}`,
    `s${along('stride')}`,
    `d${along('dilation')}`,
    `lanes${lanes}`,
    isUnrolled ? `pixels${pixels}` : 'looped',
    ...(elementType === 'f32' ? [] : [elementType]),
  ].join(' ');
}

// ../../tmp/wgsl-old/src/forward-program.ts
var FORWARD2 = { operation: 'forward', body: forwardBody2 };
function makeForwardProgram2(geometry2, limits, options) {
  return programOf2(FORWARD2, geometry2, limits, options);
}

// ../../tmp/wgsl-old/src/host/compilation.ts
var failures2 = /* @__PURE__ */ new WeakMap();
var FILTERS2 = ['validation', 'internal'];
function requireCompiled2(device2, key) {
  const failure = failures2.get(device2)?.get(key);
  if (failure) throw failure;
}
function watchCompilation2(device2, key) {
  for (const filter of FILTERS2) device2.pushErrorScope(filter);
  return () => {
    for (const _ of FILTERS2) {
      void device2.popErrorScope().then((cause) => {
        if (cause) throw keepFailure2(device2, key, compilationError2(cause));
      });
    }
  };
}
function compilationError2(cause) {
  const message = `The device does not compile the shader: ${cause.message}`;
  return new InvolutionError('SHADER_COMPILATION_FAILED', 'shader', message, { cause });
}
function keepFailure2(device2, key, error) {
  const ofDevice = failures2.get(device2) ?? /* @__PURE__ */ new Map();
  failures2.set(device2, ofDevice.set(key, error));
  return error;
}

// ../../tmp/wgsl-old/src/host/device-loss.ts
var losses2 = /* @__PURE__ */ new WeakMap();
function watchDevice2(device2) {
  if (losses2.has(device2)) return;
  losses2.set(device2, void 0);
  void device2.lost.then(({ reason, message }) => losses2.set(device2, message || reason));
}
function requireDevice2(device2) {
  watchDevice2(device2);
  const loss = losses2.get(device2);
  if (loss === void 0) return;
  throw new InvolutionError('DEVICE_LOST', 'device', `The GPU device is lost (${loss}).`);
}

// ../../tmp/wgsl-old/src/module.ts
function toModule2({ operands, elementType, outputComponents, uniforms, body, workgroupSize }) {
  const resultType = typeOf2(outputComponents, elementType);
  const declarations = [
    ...operands.map(
      ({ name, components }) => `var<storage, read> ${name}: array<${typeOf2(components, elementType)}>;`,
    ),
    `var<storage, read_write> result: array<${resultType === 'u32' ? 'atomic<u32>' : resultType}>;`,
    'var<uniform> uniforms: Uniforms;',
  ];
  return `${elementType === 'f16' ? 'enable f16;\n\n' : ''}struct Uniforms {
${uniforms.map(({ name }) => `  ${name}: i32,`).join('\n')}
}
${declarations.map((declaration, k) => `@group(0) @binding(${k}) ${declaration}`).join('\n')}

${body}

@compute @workgroup_size(${workgroupSize})
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let linear = (workgroup.z * workgroups.y + workgroup.y) * workgroups.x + workgroup.x;
  involution(i32(linear * ${workgroupSize} + local));
}
`;
}
function uniformData2({ uniforms }) {
  return Int32Array.from(uniforms, ({ value }) => value);
}

// ../../tmp/wgsl-old/src/host/pipeline.ts
var pipelines2 = /* @__PURE__ */ new WeakMap();
function pipelineFor2(device2, program) {
  let ofDevice = pipelines2.get(device2);
  if (ofDevice === void 0) {
    ofDevice = /* @__PURE__ */ new Map();
    pipelines2.set(device2, ofDevice);
  }
  const known = ofDevice.get(program.key);
  if (known !== void 0) return known;
  const made = compile2(device2, toModule2(program));
  ofDevice.set(program.key, made);
  return made;
}
async function compile2(device2, code) {
  device2.pushErrorScope('validation');
  const module = device2.createShaderModule({ code });
  const fault = device2.popErrorScope();
  try {
    return await device2.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  } catch (error) {
    throw compilationError2((await fault) ?? error);
  }
}

// ../../tmp/wgsl-old/src/host/prepared-program.ts
async function prepareProgram2(device2, program) {
  const pipeline = await pipelineFor2(device2, program);
  const data = uniformData2(program);
  const uniforms = device2.createBuffer({
    size: data.byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  device2.queue.writeBuffer(uniforms, 0, data);
  return {
    encode(encoder, operands, result) {
      const bindings = [...operandsOf(program.operation, operands), result, { buffer: uniforms }];
      const entries = bindings.map((resource, binding) => ({ binding, resource }));
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device2.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(...program.dispatch);
      pass.end();
    },
    destroy: () => uniforms.destroy(),
  };
}

// ../../tmp/wgsl-old/src/grad-input.ts
function gradInputBody2(g, variant, layout) {
  const rows = rowAxesOf(g, 'in');
  const width = widthOf(g);
  const outputRow = rowAt(rows, 'i');
  const { pixels } = variant;
  return `
    ${position2(g, 'in')}
    let padded = ${times2('(block + uniforms.firstColumnBlock)', pixels)};
    let column = padded - uniforms.padLeft;
    let dyBatch = batch * uniforms.yBatch + ${times2('channel', layout.y.blockStep)};
    let kernelBatch = batch * uniforms.kernelBatch + ${times2('group', layout.kernel.blockStep)};
    ${declareSums2(pixels, layout.x)}
    for (var u = 0; u < ${rowsOf(g, 'kernelSize')}; u++) {
      ${lines2(rows.map(({ suffix, row, pad, tap, dilation }) => `let reach${suffix} = ${row} + uniforms.${pad} - ${times2(tap, dilation)};`))}
      ${lines2(rows.map(({ suffix, stride }) => `let i${suffix} = ${quotient2(`reach${suffix}`, stride)};`))}
      if (${rows.map(({ suffix, stride, size }) => isOutput2(`reach${suffix}`, `i${suffix}`, stride, `out${size}`)).join(' && ')}) {
        let dyRow = dyBatch + ${outputRow} * uniforms.yRow;
        let weightRow = kernelBatch + ${outputRow} * uniforms.kernelRow + ${times2(times2('u', width.kernelSize), layout.kernelTap)};
        ${variant.isUnrolled ? unrolledColumns2(g, pixels, layout) : columnLoop2(g, layout)}
      }
    }
    ${storeSums2(
      pixels,
      (w) => `${w} >= 0 && ${w} < uniforms.inWidth`,
      `batch * uniforms.xBatch + row * uniforms.xRow + ${times2('channel', layout.x.blockStep)}`,
      layout.xColumn,
      layout.x,
    )}
  `;
}
function quotient2(reach, stride) {
  return stride === 1 ? reach : `${reach} / ${stride}`;
}
function isOutput2(reach, position4, stride, size) {
  const isWhole = stride === 1 ? '' : ` && ${reach} % ${stride} == 0`;
  return `${reach} >= 0${isWhole} && ${position4} < uniforms.${size}`;
}
function unrolledColumns2(g, pixels, layout) {
  const width = widthOf(g);
  const columns = columnsReachingInputs(widthOf(g), pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weightAt: advance2('weights', tap, layout.kernelTap),
    }));
    return `
      {
        let j = ${plus2('first', offset)};
        let nearest = clamp(j, 0, uniforms.outWidth - 1);
        let weights = weightRow + ${times2('nearest', layout.kernelColumn)};
        ${addProducts2('dy', `dyRow + ${times2('nearest', layout.yColumn)}`, weighted, layout, 'j == nearest')}
      }
    `;
  });
  return lines2([`let first = ${quotient2('padded', width.stride)};`, ...columns]);
}
function columnLoop2(g, layout) {
  const width = widthOf(g);
  const product3 = { pixel: 0, weightAt: `weights + ${times2('v', layout.kernelTap)}` };
  return `
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let reach = padded - ${times2('v', width.dilation)};
      let j = ${quotient2('reach', width.stride)};
      if (${isOutput2('reach', 'j', width.stride, 'outWidth')}) {
        let weights = weightRow + ${times2('j', layout.kernelColumn)};
        ${addProducts2('dy', `dyRow + ${times2('j', layout.yColumn)}`, [product3], layout)}
      }
    }
  `;
}

// ../../tmp/wgsl-old/src/grad-kernel.ts
function gradKernelBody2(g, variant, layout) {
  const rows = rowAxesOf(g, 'out');
  const width = widthOf(g);
  return `
    ${position3(g)}
    let column = ${times2('block', variant.pixels)};
    ${lines2(rows.map(({ suffix, row, stride, tap, dilation, pad }) => `let h${suffix} = ${times2(row, stride)} + ${times2(tap, dilation)} - uniforms.${pad};`))}
    let left = ${times2('column', width.stride)} - uniforms.padLeft;
    let xRow = batch * uniforms.xBatch + ${rowAt(rows, 'h')} * uniforms.xRow + group * uniforms.xGroup;
    let dyRow = batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup;
    let resultRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + ${times2('group', layout.kernel.blockStep)} + ${times2(times2('u', width.kernelSize), layout.kernelTap)};
    ${variant.isUnrolled ? unrolled(g, variant, layout) : tapLoop4(g, variant, layout)}
  `;
}
function position3(g) {
  const u = ['u', `${rowsOf(g, 'kernelSize')}`];
  const group = ['group', 'uniforms.groups'];
  const tapRow = g.kernelOrder === 'group-major' ? [u, group] : [group, u];
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', rowCount(g, 'out')],
  ];
  const batch = ['batch', ''];
  return decompose2(
    'index',
    g.dataFormat === 'channelsLast' ? [...tapRow, ...pixel, batch] : [...pixel, ...tapRow, batch],
  );
}
function unrolled(g, variant, layout) {
  const width = widthOf(g);
  const { pixels } = variant;
  const columns = columnsUnderOutputs(widthOf(g), pixels);
  const products = ({ products: products2 }, k) =>
    lines2(products2.map(({ pixel, tap }) => `sum${pixel}_${tap} += ${product2(variant, `x${k}`, `dy${pixel}`)};`));
  return `
    // What lies past the end of a row, or outside x, reads the nearest that does not. Its sums are not stored.
    ${each2(pixels, (p) => `let dy${p}At = dyRow + ${times2(`min(${plus2('column', p)}, uniforms.outWidth - 1)`, layout.yColumn)};`)}
    ${each2(columns.length, (k) => `let w${k} = ${plus2('left', columns[k].offset)};`)}
    ${each2(columns.length, (k) => `let nearest${k} = clamp(w${k}, 0, uniforms.inWidth - 1);`)}
    ${each2(pixels, (p) => each2(width.kernelSize, (v) => `var sum${p}_${v} = 0.0;`))}
    if (${isInput2(rowAxesOf(g, 'out'))}) {
      for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
        let xAt = xRow + channels * uniforms.xChannelBlock;
        let dyChannels = channels * uniforms.yChannelBlock;
        ${each2(pixels, (p) => `let dy${p} = ${load2('dy', `dy${p}At + dyChannels`, layout.y)};`)}
        ${each2(columns.length, (k) =>
          lines2([
            `let x${k} = ${load2('x', `xAt + ${times2(`nearest${k}`, layout.xColumn)}`, layout.x)};`,
            products(columns[k], k),
          ]),
        )}
      }
    }
    ${each2(pixels, (p) => storePixel2(p, columns, layout))}
  `;
}
function storePixel2(pixel, columns, layout) {
  return lines2([
    `if (${plus2('column', pixel)} < uniforms.outWidth) {`,
    `let at = resultRow + ${times2(pixel === 0 ? 'column' : `(column + ${pixel})`, layout.kernelColumn)};`,
    ...columns.flatMap(({ products }, k) =>
      products
        .filter((each3) => each3.pixel === pixel)
        .map(({ tap }) =>
          store2(
            advance2('at', tap, layout.kernelTap),
            `select(0.0, sum${pixel}_${tap}, w${k} == nearest${k})`,
            layout.kernel,
          ),
        ),
    ),
    '}',
  ]);
}
function tapLoop4(g, variant, layout) {
  const width = widthOf(g);
  return `
    let dyAt = dyRow + ${times2('column', layout.yColumn)};
    let at = resultRow + ${times2('column', layout.kernelColumn)};
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let w = left + ${times2('v', width.dilation)};
      var sum = 0.0;
      if (${isInput2(rowAxesOf(g, 'out'))} && w >= 0 && w < uniforms.inWidth) {
        let xAt = xRow + ${times2('w', layout.xColumn)};
        for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
          let value = ${load2('x', 'xAt + channels * uniforms.xChannelBlock', layout.x)};
          sum += ${product2(variant, 'value', load2('dy', 'dyAt + channels * uniforms.yChannelBlock', layout.y))};
        }
      }
      ${store2(`at + ${times2('v', layout.kernelTap)}`, 'sum', layout.kernel)}
    }
  `;
}
function product2({ lanes }, a, b) {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}

// ../../tmp/wgsl-old/src/make-program.ts
var SOURCES2 = {
  forward: FORWARD2,
  gradInput: { operation: 'gradInput', body: gradInputBody2 },
  gradKernel: { operation: 'gradKernel', body: gradKernelBody2 },
};
function makeProgram2(operation, geometry2, limits, options) {
  return programOf2(SOURCES2[operation], geometry2, limits, options);
}

// tooling/browser/src/index.ts
import { existsSync, readdirSync, realpathSync } from 'node:fs';
// tooling/browser/src/dawn.ts
import { constants } from 'node:os';
import { dirname, dirname as dirname2, join, join as join2 } from 'node:path';
import { chromium } from 'playwright';
import { create, globals } from 'webgpu';

var BROWSER_VARIABLE = 'INVOLUTION_BROWSER';
var GPU_VARIABLE = 'INVOLUTION_GPU';
var USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
function findBrowser() {
  const chosen = process.env[BROWSER_VARIABLE];
  if (chosen !== void 0) {
    if (!existsSync(chosen)) throw new Error(`${BROWSER_VARIABLE} is '${chosen}', expected the path of a Chromium`);
    return chosen;
  }
  return [...USUAL_PATHS, chromium.executablePath()].find((path) => existsSync(path));
}
function softwareVulkanDriver() {
  const browser = findBrowser();
  const folders = browser ? [dirname(realpathSync(browser)), '/usr/lib/chromium'] : [];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
}
function hasGpu() {
  const forced = process.env[GPU_VARIABLE];
  if (forced !== void 0) return forced === 'hardware';
  if (process.platform !== 'linux') return true;
  const nodes = existsSync('/dev/dri') ? readdirSync('/dev/dri') : [];
  return nodes.some((node) => node.startsWith('renderD')) || existsSync('/dev/nvidia0');
}

// tooling/browser/src/dawn.ts
var instance;
function openGpu() {
  Object.assign(globalThis, globals);
  const driver = hasGpu() ? void 0 : softwareVulkanDriver();
  if (driver !== void 0) useSoftwareVulkan(driver);
  instance ??= create([]);
  return instance;
}
function useSoftwareVulkan(driver) {
  process.env.VK_ICD_FILENAMES ??= driver;
  const RTLD_NODELETE = 4096;
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  const loader = join2(dirname2(driver), 'libvulkan.so.1');
  try {
    process.dlopen({ exports: {} }, loader, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {}
}

// ../../tmp/try/time.ts
var gpu = openGpu();
var adapter = await gpu.requestAdapter();
var device = await adapter.requestDevice({
  requiredLimits: {
    maxBufferSize: adapter.limits.maxBufferSize,
    maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
  },
});
console.log(device.adapterInfo.description, device.adapterInfo.vendor, device.adapterInfo.architecture);
var opt = JSON.parse(process.argv[2] ?? '{}');
var formats = opt.formats ?? ['channelsFirst', 'channelsLast'];
var ops = opt.ops ?? ['forward', 'gradInput', 'gradKernel'];
var shapes = opt.shapes ?? [
  [64, 56, 56],
  [128, 28, 28],
  [256, 14, 14],
  [512, 7, 7],
];
var changes = opt.changes ?? [{}];
var rounds = opt.rounds ?? 7;
var ratios = [];
for (const f of formats)
  for (const shape of shapes)
    for (const op of ops) {
      const g = opt.options
        ? geometry(f === 'channelsLast' ? [1, ...shape.slice(1), shape[0]] : [1, ...shape], {
            groups: shape[0] / 16,
            dataFormat: f,
            ...opt.options,
          })
        : geometryOf(shape, opt.batch ?? 1, f);
      const shaped = withShaderAxes(g);
      const progs = [['old', src_exports2, makeProgram2(op, g, device.limits)]];
      for (const c of changes)
        progs.push([
          JSON.stringify(c),
          src_exports,
          Object.keys(c).length
            ? assemble(
                SOURCES[op],
                shaped,
                {
                  ...chooseVariant(op, shaped, { isFallbackAdapter: true }),
                  ...Object.fromEntries(Object.entries(c).map(([k, v]) => [k, v === null ? void 0 : v])),
                },
                device.limits,
              )
            : makeProgram(op, g, device.limits, { isFallbackAdapter: true }),
        ]);
      if (opt.nobarrier)
        progs.push([
          'nobarrier',
          src_exports,
          {
            ...progs[1][2],
            key: progs[1][2].key + ' nb',
            body: progs[1][2].body.replaceAll('workgroupBarrier();', ''),
          },
        ]);
      if (opt.nobarrier)
        progs.push([
          'notile',
          src_exports,
          {
            ...progs[1][2],
            key: progs[1][2].key + ' nt',
            body: progs[1][2].body
              .replaceAll('workgroupBarrier();', '')
              .replace(/select\(0.0, weightTile\[(.*?)\],/g, 'select(0.0, f32($1),'),
          },
        ]);
      const buf = (n) => {
        const b = device.createBuffer({
          size: n * 4,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
        });
        const a = Float32Array.from({ length: n }, () => Math.random() - 0.5);
        device.queue.writeBuffer(b, 0, a);
        return b;
      };
      const operands = mapOperands(op, (name) => ({ buffer: buf(sizeOf(shapeOf(g, name))) }));
      const result = { buffer: buf(sizeOf(shapeOf(g, OPERATIONS[op].result))) };
      const prepared = await Promise.all(progs.map(([, lib, p]) => lib.prepareProgram(device, p)));
      const times3 = progs.map(() => []);
      const run = async (k, calls2) => {
        const e = device.createCommandEncoder();
        for (let i = 0; i < calls2; i++) prepared[k].encode(e, operands, result);
        const t = opt.wall ? performance.now() : 0;
        const c = process.cpuUsage();
        device.queue.submit([e.finish()]);
        await device.queue.onSubmittedWorkDone();
        const u = process.cpuUsage(c);
        return (opt.wall ? performance.now() - t : (u.user + u.system) / 1e3) / calls2;
      };
      const results = [];
      for (let k = 0; k < progs.length; k++) {
        await run(k, 1);
        const r = device.createBuffer({
          size: result.buffer.size,
          usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
        });
        const e = device.createCommandEncoder();
        e.copyBufferToBuffer(result.buffer, 0, r, 0, r.size);
        device.queue.submit([e.finish()]);
        await r.mapAsync(GPUMapMode.READ);
        results.push(new Float32Array(r.getMappedRange().slice(0)));
        r.destroy();
      }
      const diff = results
        .slice(1)
        .map((r) => r.reduce((m, v, i) => Math.max(m, Math.abs(v - results[0][i])), 0).toExponential(1));
      const calls = Math.max(1, Math.round(30 / (await run(0, 1))));
      for (let r = 0; r < rounds; r++) for (let k = 0; k < progs.length; k++) times3[k].push(await run(k, calls));
      const med = times3.map((t) => t.sort((a, b) => a - b)[Math.floor(t.length / 2)]);
      ratios.push(med[1] / med[0]);
      console.log(
        f,
        shape.join('x').padEnd(10),
        op.padEnd(10),
        'old',
        med[0].toFixed(2),
        'ms;',
        progs
          .slice(1)
          .map(([n], k) => `${n} ${med[k + 1].toFixed(2)} (${(med[k + 1] / med[0]).toFixed(2)}) diff ${diff[k]}`)
          .join('; '),
      );
      for (const b of [...Object.values(operands), result]) b.buffer.destroy();
    }
console.log('geometric mean', Math.exp(ratios.reduce((s, r) => s + Math.log(r), 0) / ratios.length).toFixed(3));
process.exit(0);
