/**
 * The mean of each channel.
 *
 * @param data `[N, C, …]`
 * @param count N · C.
 */
export function channelMeans(data: Float32Array, count: number): Float32Array {
  const size = data.length / count;
  const means = new Float32Array(count);
  for (let channel = 0; channel < count; channel++) {
    const end = (channel + 1) * size;
    let sum = 0;
    for (let at = channel * size; at < end; at++) sum += data[at]!;
    means[channel] = sum / size;
  }
  return means;
}
