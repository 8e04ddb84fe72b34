import type { Photo } from '@involution/runtimes/photo';
import type { RuntimeId } from '../compute/runtimes.ts';
import { photoOf } from './pictures.ts';
import type { Pool } from './pool.ts';
import type { Settings } from './settings.ts';

/** A frame that has been computed. */
export interface Frame {
  readonly picture: Photo;
  /** The involution alone. */
  readonly involutionMs: number;
  /** From camera to picture: with the kernels generated, and tensors to the runtime and back. */
  readonly frameMs: number;
}

/** What is played, by what. */
export interface Player {
  readonly pool: Pool;
  readonly runtime: RuntimeId;
  readonly video: HTMLVideoElement;
  /** Of the next frame; none while they can't be run. */
  settings(): Settings | undefined;
  onFrame(frame: Frame): void;
}

/**
 * Computes frame after frame until the pool is stopped; then it returns.
 *
 * @throws Error when the runtime fails, or is missing.
 */
export async function play({ pool, runtime, video, settings, onFrame }: Player): Promise<void> {
  const { signal } = pool;
  try {
    const started = await pool.runtime(runtime);
    const reference = pool.reference();
    while (!signal.aborted) {
      await nextFrame();
      const chosen = settings();
      if (chosen === undefined || video.videoWidth === 0) continue;
      const begin = performance.now();
      const photo = photoOf(video, { height: video.videoHeight, width: video.videoWidth }, chosen.side);
      const prepared = await started.prepare(await reference.makeCall(chosen, photo));
      const involutionMs = await prepared.run();
      const picture = await reference.pictureOf(await prepared.result(), started.dataFormat);
      await prepared.dispose();
      onFrame({ picture, involutionMs, frameMs: performance.now() - begin });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function nextFrame(): Promise<number> {
  return new Promise(requestAnimationFrame);
}
