// On the built site, in a browser that has a camera of its own making.
import { expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);

const PATIENCE = 60_000;

it('computes the frames of the camera until it is stopped', { timeout: 2 * PATIENCE }, async () => {
  await onPage('/playground?job=sharpen&side=64', async (page) => {
    const cameras = await page.evaluateHandle(() => {
      const lent: MediaStream[] = [];
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (what) => {
        const camera = await ask(what);
        lent.push(camera);
        return camera;
      };
      return lent;
    });
    await page.locator('.photo canvas').waitFor();
    await page.locator('.live select').selectOption('tfjs-cpu');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    const times = page.locator('.live .times');
    await times.waitFor({ timeout: PATIENCE });
    expect(await times.textContent()).toMatch(
      /^involution [\d.]+ ms, whole frame [\d.]+ ms, [\d.]+ frames per second$/,
    );
    const picture = () => page.locator('.live canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const first = await picture();
    await expect.poll(picture, { timeout: PATIENCE }).not.toBe(first);
    const states = () =>
      cameras.evaluate((lent) => lent.flatMap((camera) => camera.getTracks().map((t) => t.readyState)));
    expect(await states()).toEqual(['live']);

    await page.locator('.live').getByRole('button', { name: 'Stop' }).click();
    expect(await states()).toEqual(['ended']);
    // Chromium lets a busy worker live for seconds after its end.
    await expect.poll(() => page.workers(), { timeout: 20_000 }).toEqual([]);
    expect(await page.locator('.live [role=alert]').count()).toBe(0);
  });
});
