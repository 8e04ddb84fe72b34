import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ComparedRow } from '@involution/runtimes/compare';
import { UnavailableError } from '@involution/runtimes/runtime';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runDemo } from './demo.ts';
import { trainedModels } from './digits.ts';
import type { Runtime } from './runtime.ts';
import { runtimes } from './runtimes.ts';

const out = () => mkdtempSync(join(tmpdir(), 'involution-demo-'));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const cli = fileURLToPath(new URL('cli.ts', import.meta.url));

/** Runs the program as `npm run demo` does. */
function demo(...args: string[]) {
  return spawnSync(process.execPath, ['--import', loader, cli, ...args], { encoding: 'utf8' });
}

/** A photo of a few pixels, so that even the composed op is quick. */
async function tinyPhoto(format: 'png' | 'jpeg'): Promise<string> {
  const path = join(out(), `tiny.${format}`);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  await sharp({ create: { width: 23, height: 17, channels: 3, background: 'white', noise } })
    .toFormat(format)
    .toFile(path);
  return path;
}

describe('npm run demo', () => {
  it('compares every runtime on a photo of the user and on digits, and writes the images', {
    timeout: 180_000,
  }, async () => {
    const folder = join(out(), 'new', 'folder');
    const { status, stdout, stderr } = demo('--image', await tinyPhoto('jpeg'), '--out', folder);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    for (const { name } of runtimes)
      expect(stdout).toMatch(new RegExp(`│ ${name} +│ \\d+\\.\\d+.*every byte equal .* agrees`));
    for (const { name, quickDigits } of runtimes.filter((runtime) => runtime.quickDigits !== undefined)) {
      const rows = trainedModels.map(
        ({ file }) => `│ ${name} +│ ${file} +│ ${quickDigits} +│ \\d+\\.\\d\\d % +│ 0 .* agrees`,
      );
      for (const row of quickDigits ? rows : [`│ ${name} +│ takes minutes`]) expect(stdout).toMatch(new RegExp(row));
    }
    expect(stdout).toContain('All runtimes agree.');
    expect(stderr).toContain('writing the images');
    const sizes = readdirSync(folder).map(async (file) => {
      const { width, height, channels } = await sharp(join(folder, file)).metadata();
      return [file, [width, height, channels]];
    });
    expect(Object.fromEntries(await Promise.all(sizes))).toEqual({
      // One tile for the digit and one for each involution, 224 pixels wide and 8 apart.
      'digit-keras-example.png': [4 * 232 - 8, 2 * 232 - 8, 3],
      'digit-rednet.png': [6 * 232 - 8, 2 * 232 - 8, 3],
      'kernels.png': [23, 17, 3],
      'layer.png': [23, 17, 3],
      'sharpened.png': [23, 17, 3],
    });
  });

  it.for([
    ['a missing image', ['--image', 'no-such-photo.png'], 1, "can't read the image 'no-such-photo.png'"],
    ['an unknown option', ['--picture', 'cat.png'], 2, 'Usage: npm run demo'],
  ] as const)('says what is wrong with %s', ([, args, expected, message]) => {
    const { status, stderr } = demo(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(expected);
  });

  it('says what is wrong with a file that is no image', () => {
    const path = join(out(), 'text.png');
    writeFileSync(path, 'not an image');
    const { status, stderr } = demo('--image', path);
    expect(stderr).toContain(`can't read the image '${path}'`);
    expect(status).toBe(1);
  });

  it('explains itself', () => {
    const { status, stdout } = demo('--help');
    expect(stdout).toContain('--image <path>');
    expect(status).toBe(0);
  });
});

describe('runDemo', () => {
  it("finds OpenCV's bytes on the cat, and catches a runtime whose result is off in one element", async () => {
    const [good] = runtimes;
    const wrong: Runtime = {
      name: 'wrong',
      start: async () => {
        const started = await good!.start();
        const prepare: typeof started.prepare = async (call) => {
          const prepared = await started.prepare(call);
          const result = async () => {
            const { data, shape } = await prepared.result();
            return { data: Float32Array.from(data, (value, k) => (k === 1234 ? value + 1 : value)), shape };
          };
          return { ...prepared, result };
        };
        return { ...started, prepare };
      },
    };
    const { rows, sharpenedBy } = await runDemo({ out: out(), runtimes: [good!, wrong], models: [] });
    const [right, off] = rows as ComparedRow[];
    expect(sharpenedBy).toBe("OpenCV's filter2D");
    expect(right).toMatchObject({ sharpened: 'every byte equal', agrees: true });
    expect(right!.worstError).toBeGreaterThan(0);
    expect(off).toMatchObject({ sharpened: 'byte 1234 differs', agrees: false });
    expect(off!.worstError).toBeGreaterThan(1);
  });

  it('goes on without a runtime that this machine lacks, and says why', async () => {
    const missing: Runtime = {
      name: 'missing',
      start: async () => {
        throw new UnavailableError('no such device');
      },
    };
    const image = await tinyPhoto('png');
    const { rows } = await runDemo({ image, out: out(), runtimes: [missing, runtimes[0]!], models: [] });
    expect(rows[0]).toEqual({ runtime: 'missing', unavailable: 'no such device' });
    expect(rows[1]).toMatchObject({ agrees: true });
  });

  it('goes on after a runtime that fails, and says how', async () => {
    const [good] = runtimes;
    const fail = async () => {
      throw new Error('out of memory');
    };
    const failing: Runtime = {
      name: 'failing',
      quickDigits: 1,
      start: async () => ({ ...(await good!.start()), prepare: fail, prepareNetwork: fail }),
    };
    const options = { image: await tinyPhoto('png'), out: out(), models: trainedModels.slice(0, 1) };
    const { rows, digitRows, files } = await runDemo({ ...options, runtimes: [failing, { ...good!, quickDigits: 1 }] });
    const failed = { runtime: 'failing', failed: 'out of memory' };
    expect(rows).toEqual([failed, expect.objectContaining({ agrees: true })]);
    expect(digitRows).toContainEqual(failed);
    expect(files.map((file) => basename(file))).toContain('layer.png');
  });
});
