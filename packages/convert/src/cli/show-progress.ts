import { Presets, SingleBar } from 'cli-progress';
import type { Progress, Target } from '../convert-options.ts';
import type { Host } from './host.ts';

const WRITTEN: Readonly<Record<Target, string>> = { onnx: 'ONNX', tfjs: 'TensorFlow.js' };

/** Shows how far a conversion is: with a bar on a terminal, elsewhere with a line for each target. */
export function showProgress({ terminal, error }: Pick<Host, 'terminal' | 'error'>): {
  update(progress: Progress): void;
  stop(): void;
} {
  if (terminal === undefined) {
    let current: Target | undefined;
    const update = ({ target }: Progress) => {
      if (target !== current) error(`Writing ${WRITTEN[target]}…\n`);
      current = target;
    };
    return { update, stop: () => {} };
  }
  const format = 'Writing {target} {bar} {percentage} %';
  const bar = new SingleBar(
    { format, stream: terminal, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  return {
    update({ target, done, total }) {
      const payload = { target: WRITTEN[target] };
      if (bar.isActive) bar.update(done, payload);
      else bar.start(total, done, payload);
    },
    stop: () => bar.stop(),
  };
}
