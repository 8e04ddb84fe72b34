
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}

ivec2 advanced(ivec2 texel, ivec2 step, int width) {
  texel += step;
  return texel + int(texel.x >= width) * ivec2(-width, 1);
}

vec4 fetch_dy(ivec2 texel) {
  return texelFetch(dy, texel, 0);
}

vec4 fetch_kernel(ivec2 texel) {
  return texelFetch(kernel, texel, 0);
}

void main() {
  ivec4 at = getOutputCoords();
  int group = at.w / 4;
  int dyPairs = (dyShape.z + 1) / 2;
  int dyColumns = dyShape.w / 2;
  int dyWidth = (dyTexShape.y + 1) / 2;
  int kernelPairs = (kernelShape.z + 1) / 2;
  int kernelColumns = (kernelShape.w + 1) / 2;
  int kernelWidth = (kernelTexShape.y + 1) / 2;
  ivec2 dyStep_1_0 = texelOf(dyColumns, dyWidth);
  ivec2 kernelStep_1_0 = texelOf(kernelColumns, kernelWidth);
  bool inside_m1 = at.z - 1 >= 0 && at.z - 1 < dyShape.z;
  bool inside_0 = at.z >= 0 && at.z < dyShape.z;
  bool inside_1 = at.z + 1 >= 0 && at.z + 1 < dyShape.z;
  vec4 sum = vec4(0.0);
  float weight;
  vec2 product;
  for (int u = 0; u < 3; u++) {
    int rowDistance = at.y - u;
    int row = rowDistance / 2;
    if (rowDistance < 0 || row * 2 != rowDistance || row >= dyShape.y) continue;
    int tap = group * 6 + u * 2;
    ivec2 dyTexel = texelOf(((at.x * dyShape.y + row) * dyPairs + at.z / 2 - 1) * dyColumns + at.w / 2, dyWidth);
    vec4 dy_m1_0 = fetch_dy(dyTexel);
    ivec2 kernelTexel = texelOf(((at.x * kernelShape.y + row) * kernelPairs + at.z / 2 - 1) * kernelColumns + tap / 2, kernelWidth);
    vec4 kernel_m1_0 = fetch_kernel(kernelTexel);
    weight = kernel_m1_0.w;
    product = dy_m1_0.zw * weight;
    sum.xy += inside_m1 ? product : vec2(0.0);
    dyTexel = advanced(dyTexel, dyStep_1_0, dyWidth);
    vec4 dy_0_0 = fetch_dy(dyTexel);
    kernelTexel = advanced(kernelTexel, kernelStep_1_0, kernelWidth);
    vec4 kernel_0_0 = fetch_kernel(kernelTexel);
    weight = kernel_0_0.y;
    product = dy_0_0.xy * weight;
    sum.zw += inside_0 ? product : vec2(0.0);
    weight = kernel_0_0.x;
    product = dy_0_0.xy * weight;
    sum.xy += inside_0 ? product : vec2(0.0);
    weight = kernel_0_0.z;
    product = dy_0_0.zw * weight;
    sum.zw += inside_1 ? product : vec2(0.0);
  }
  // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
  if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
  setOutput(sum);
}
