
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

vec4 fetch_x(ivec2 texel) {
  return texelFetch(x, texel, 0);
}

// Products of x and dy at the pixels (at.z and at.z + 1) for one kernel channel, summed over the group.
vec4 correlation(ivec4 at, int channel) {
  int group = channel / 27;
  int tap = channel - group * 27;
  int t = tap / 9;
  tap -= t * 9;
  int u = tap / 3;
  int v = tap - u * 3;
  int volume = at.x / depths.x;
  int depth = at.x - volume * depths.x;
  int plane = depth + t - 1;
  int image = volume * depths.y + plane;
  int firstColumn = group * 2;
  int row = at.y + u - 1;
  int column = at.z + v - 1;
  int nextColumn = column + 1;
  bool isOdd = column - column / 2 * 2 != 0;
  bool isNextOdd = nextColumn - nextColumn / 2 * 2 != 0;
  int columns = xShape.w / 2;
  int xWidth = (xTexShape.y + 1) / 2;
  int dyWidth = (dyTexShape.y + 1) / 2;
  int xRow = (image * xShape.y + row) * ((xShape.z + 1) / 2);
  int dyPixel = (at.x * dyShape.y + at.y) * ((dyShape.z + 1) / 2) + at.z / 2;
  ivec2 xTexel = texelOf((xRow + column / 2) * columns + firstColumn, xWidth);
  ivec2 nextTexel = texelOf((xRow + nextColumn / 2) * columns + firstColumn, xWidth);
  ivec2 dyTexel = texelOf(dyPixel * columns + firstColumn, dyWidth);
  ivec2 xStep = texelOf(1, xWidth);
  ivec2 dyStep = texelOf(1, dyWidth);
  vec4 sum = vec4(0.0);
  for (int m = 0; m < 2; m++) {
    vec4 x0 = fetch_x(xTexel);
    vec4 x1 = fetch_x(nextTexel);
    sum += vec4(isOdd ? x0.zw : x0.xy, isNextOdd ? x1.zw : x1.xy) * fetch_dy(dyTexel);
    xTexel = advanced(xTexel, xStep, xWidth);
    nextTexel = advanced(nextTexel, xStep, xWidth);
    dyTexel = advanced(dyTexel, dyStep, dyWidth);
  }
  // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
  bool isRowInside = plane >= 0 && plane < depths.y && row >= 0 && row < xShape.y;
  bool isInside = isRowInside && column >= 0 && column < xShape.z;
  bool isNextInside = isRowInside && nextColumn >= 0 && nextColumn < xShape.z && at.z + 1 < outShape.z;
  return vec4(isInside ? sum.xy : vec2(0.0), isNextInside ? sum.zw : vec2(0.0));
}

void main() {
  ivec4 at = getOutputCoords();
  vec4 first = correlation(at, at.w);
  // tfjs's own shaders count on zeros beyond the last channel.
  vec4 second = at.w + 1 < outShape.w ? correlation(at, at.w + 1) : vec4(0.0);
  setOutput(vec4(first.x + first.y, second.x + second.y, first.z + first.w, second.z + second.w));
}
