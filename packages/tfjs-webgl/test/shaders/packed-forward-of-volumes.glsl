
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}

ivec2 advanced(ivec2 texel, ivec2 step, int width) {
  texel += step;
  return texel + int(texel.x >= width) * ivec2(-width, 1);
}

vec4 fetch_x(ivec2 texel) {
  return texelFetch(x, texel, 0);
}

vec4 fetch_kernel(ivec2 texel) {
  return texelFetch(kernel, texel, 0);
}

void main() {
  ivec4 at = getOutputCoords();
  int group = at.w / 4;
  int xPairs = (xShape.z + 1) / 2;
  int xColumns = xShape.w / 2;
  int xWidth = (xTexShape.y + 1) / 2;
  int kernelPairs = (kernelShape.z + 1) / 2;
  int kernelColumns = (kernelShape.w + 1) / 2;
  int kernelWidth = (kernelTexShape.y + 1) / 2;
  ivec2 xStep_1_0 = texelOf(xColumns, xWidth);
  bool inside_0 = at.z >= 0 && at.z < xShape.z;
  bool inside_1 = at.z + 1 >= 0 && at.z + 1 < xShape.z;
  bool inside_2 = at.z + 2 >= 0 && at.z + 2 < xShape.z;
  vec4 sum = vec4(0.0);
  float weight;
  vec2 product;
  int volume = at.x / depths.x;
  int depth = at.x - volume * depths.x;
  for (int t = 0; t < 3; t++) {
    int plane = depth * 2 + t;
    if (plane < 0 || plane >= depths.y) continue;
    int image = volume * depths.y + plane;
    for (int u = 0; u < 2; u++) {
      int row = at.y + u;
      if (row < 0 || row >= xShape.y) continue;
      int tap = group * 12 + t * 4 + u * 2;
      ivec2 xTexel = texelOf(((image * xShape.y + row) * xPairs + at.z / 2) * xColumns + at.w / 2, xWidth);
      vec4 x_0_0 = fetch_x(xTexel);
      ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + at.y) * kernelPairs + at.z / 2) * kernelColumns + tap / 2, kernelWidth);
      vec4 kernel_0_0 = fetch_kernel(kernelTexel);
      weight = kernel_0_0.x;
      product = x_0_0.xy * weight;
      sum.xy += inside_0 ? product : vec2(0.0);
      weight = kernel_0_0.z;
      product = x_0_0.zw * weight;
      sum.zw += inside_1 ? product : vec2(0.0);
      weight = kernel_0_0.y;
      product = x_0_0.zw * weight;
      sum.xy += inside_1 ? product : vec2(0.0);
      xTexel = advanced(xTexel, xStep_1_0, xWidth);
      vec4 x_1_0 = fetch_x(xTexel);
      weight = kernel_0_0.w;
      product = x_1_0.xy * weight;
      sum.zw += inside_2 ? product : vec2(0.0);
    }
  }
  // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
  if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
  setOutput(sum);
}
