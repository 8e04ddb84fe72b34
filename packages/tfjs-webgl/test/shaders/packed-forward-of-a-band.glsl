
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
  if (at.y < band.x || at.y >= band.y) discard;
  ivec2 xStep_1_0 = texelOf(xColumns, xWidth);
  ivec2 kernelStep_0_1 = texelOf(1, kernelWidth);
  bool inside_m1 = at.z - 1 >= 0 && at.z - 1 < xShape.z;
  bool inside_0 = at.z >= 0 && at.z < xShape.z;
  bool inside_1 = at.z + 1 >= 0 && at.z + 1 < xShape.z;
  bool inside_2 = at.z + 2 >= 0 && at.z + 2 < xShape.z;
  vec4 sum = vec4(0.0);
  float weight;
  vec2 product;
  for (int u = 0; u < 2; u++) {
    int row = at.y + u;
    if (row < 0 || row >= xShape.y) continue;
    int tap = group * 6 + u * 3;
    bool isOdd = tap - tap / 2 * 2 == 1;
    ivec2 xTexel = texelOf(((at.x * xShape.y + row) * xPairs + at.z / 2 - 1) * xColumns + at.w / 2, xWidth);
    vec4 x_m1_0 = fetch_x(xTexel);
    ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + (at.y - band.x)) * kernelPairs + at.z / 2) * kernelColumns + tap / 2, kernelWidth);
    vec4 kernel_0_0 = fetch_kernel(kernelTexel);
    weight = isOdd ? kernel_0_0.y : kernel_0_0.x;
    product = x_m1_0.zw * weight;
    sum.xy += inside_m1 ? product : vec2(0.0);
    xTexel = advanced(xTexel, xStep_1_0, xWidth);
    vec4 x_0_0 = fetch_x(xTexel);
    weight = isOdd ? kernel_0_0.w : kernel_0_0.z;
    product = x_0_0.xy * weight;
    sum.zw += inside_0 ? product : vec2(0.0);
    kernelTexel = advanced(kernelTexel, kernelStep_0_1, kernelWidth);
    vec4 kernel_0_1 = fetch_kernel(kernelTexel);
    weight = isOdd ? kernel_0_1.x : kernel_0_0.y;
    product = x_0_0.xy * weight;
    sum.xy += inside_0 ? product : vec2(0.0);
    weight = isOdd ? kernel_0_1.z : kernel_0_0.w;
    product = x_0_0.zw * weight;
    sum.zw += inside_1 ? product : vec2(0.0);
    weight = isOdd ? kernel_0_1.y : kernel_0_1.x;
    product = x_0_0.zw * weight;
    sum.xy += inside_1 ? product : vec2(0.0);
    xTexel = advanced(xTexel, xStep_1_0, xWidth);
    vec4 x_1_0 = fetch_x(xTexel);
    weight = isOdd ? kernel_0_1.w : kernel_0_1.z;
    product = x_1_0.xy * weight;
    sum.zw += inside_2 ? product : vec2(0.0);
  }
  // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
  if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
  setOutput(sum);
}
