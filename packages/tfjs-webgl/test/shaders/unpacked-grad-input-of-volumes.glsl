
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}

vec4 fetch_dy(ivec2 texel) {
  return texture2D(dy, (vec2(texel) + 0.5) / vec2(dyTexShape.yx));
}

float get_dy(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_dy(texelOf(index + offsetdy, dyTexShape.y)).x;
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
  int group = at.w / 1;
  float sum = 0.0;
  int volume = at.x / depths.x;
  int depth = at.x - volume * depths.x;
  for (int t = 0; t < 3; t++) {
    int planeDistance = depth - t;
    int plane = planeDistance / 2;
    if (planeDistance < 0 || plane * 2 != planeDistance || plane >= depths.y) continue;
    int image = volume * depths.y + plane;
    for (int u = 0; u < 3; u++) {
      int rowDistance = at.y - u;
      int row = rowDistance / 2;
      if (rowDistance < 0 || row * 2 != rowDistance || row >= sourceSize.x) continue;
      for (int v = 0; v < 3; v++) {
        int columnDistance = at.z - v;
        int column = columnDistance / 2;
        if (columnDistance < 0 || column * 2 != columnDistance || column >= sourceSize.y) continue;
        int sourceIndex = image * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + at.w;
        int kernelIndex = image * kernelStrides.x + row * kernelStrides.y + column * kernelStrides.z
          + group + t * 27 + u * 9 + v * 3;
        sum += get_dy(sourceIndex) * get_kernel(kernelIndex);
      }
    }
  }
  setOutput(sum);
}
