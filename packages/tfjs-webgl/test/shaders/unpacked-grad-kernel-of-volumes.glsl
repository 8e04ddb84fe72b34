
ivec2 texelOf(int index, int width) {
  int row = index >= 0 ? index / width : -((width - 1 - index) / width);
  return ivec2(index - row * width, row);
}

vec4 fetch_dy(ivec2 texel) {
  return texelFetch(dy, texel, 0);
}

float get_dy(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_dy(texelOf(index + offsetdy, dyTexShape.y)).x;
}

vec4 fetch_x(ivec2 texel) {
  return texelFetch(x, texel, 0);
}

float get_x(int index) {
  // A slice shares the texture of the tensor it was cut from; tfjs says where it begins.
  return fetch_x(texelOf(index + offsetx, xTexShape.y)).x;
}

void main() {
  ivec4 at = getOutputCoords();
  int group = at.w / 18;
  int tap = at.w - group * 18;
  int t = tap / 9;
  tap -= t * 9;
  int u = tap / 3;
  int v = tap - u * 3;
  int volume = at.x / depths.x;
  int depth = at.x - volume * depths.x;
  int plane = depth + t * 2 - 1;
  int image = volume * depths.y + plane;
  int row = at.y + u * 2 - 2;
  int column = at.z + v * 2 - 2;
  float sum = 0.0;
  if (plane >= 0 && plane < depths.y && row >= 0 && row < sourceSize.x && column >= 0 && column < sourceSize.y) {
    int sourceIndex = image * sourceStrides.x + row * sourceStrides.y + column * sourceStrides.z + group * 3;
    int dyIndex = at.x * dyStrides.x + at.y * dyStrides.y + at.z * dyStrides.z + group * 3;
    for (int m = 0; m < 3; m++) {
      sum += get_x(sourceIndex + m) * get_dy(dyIndex + m);
    }
  }
  setOutput(sum);
}
