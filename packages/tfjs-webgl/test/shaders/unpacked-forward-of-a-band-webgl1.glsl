
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}

vec4 fetch_x(ivec2 texel) {
  return texture2D(x, (vec2(texel) + 0.5) / vec2(xTexShape.yx));
}

float get_x(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_x(texelOf(index + offsetx, xTexShape.y)).x;
}

vec4 fetch_kernel(ivec2 texel) {
  return texture2D(kernel, (vec2(texel) + 0.5) / vec2(kernelTexShape.yx));
}

float get_kernel(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_kernel(texelOf(index + offsetkernel, kernelTexShape.y)).x;
}

void main() {
  ivec4 at = getOutputCoords();
  int group = at.w / 3;
  float sum = 0.0;
  if (at.y < band.x || at.y >= band.y) discard;
  for (int u = 0; u < 3; u++) {
    int row = at.y + u - 1;
    if (row < 0 || row >= sourceSize.x) continue;
    for (int v = 0; v < 3; v++) {
      int column = at.z + v - 1;
      if (column < 0 || column >= sourceSize.y) continue;
      int sourceIndex = at.x * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
      int kernelIndex = at.x * kernelStrides.x + (at.y - band.x) * kernelStrides.y + at.z * kernelStrides.z
        + group * 9 + u * 3 + v;
      sum += get_x(sourceIndex) * get_kernel(kernelIndex);
    }
  }
  setOutput(sum);
}
