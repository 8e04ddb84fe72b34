// The reference compiler of GLSL, on machines that have it or can install it: browsers translate what they take themselves.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnDebian } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { expect, it } from 'vitest';

const GLSLANG = 'glslangValidator';

/** What the compiler says of fragment shaders: nothing but their names where it takes them. */
async function compile(texts: readonly string[]): Promise<{ status: number | null; words: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'involution-glsl-'));
  try {
    const names = texts.map((_, k) => `${k}.frag`);
    await Promise.all(texts.map((text, k) => writeFile(join(folder, names[k]!), text)));
    const { status, stdout } = spawnSync(GLSLANG, names, { cwd: folder, encoding: 'utf8' });
    return { status, words: stdout.replace(/^\d+\.frag\n/gm, '') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function textsOf(webglVersion: 1 | 2): Promise<string[]> {
  const page = await openModulePage(new URL('../test/shader-texts.ts', import.meta.url));
  try {
    return await page.call('shaderTexts', webglVersion);
  } finally {
    await page.close();
  }
}

installOnDebian('glslang-tools');
const hasGlslang = spawnSync(GLSLANG, ['--version']).status === 0;

if (hasGlslang) {
  it.each([
    [1, /^(?!#version)/],
    [2, /^#version 300 es/],
  ] as const)('takes every shader of WebGL %i', async (webglVersion, version) => {
    const texts = await textsOf(webglVersion);
    expect(texts.filter((text) => !version.test(text))).toEqual([]);
    expect(texts.length).toBeGreaterThan(500);
    expect(await compile(texts)).toEqual({ status: 0, words: '' });
  });

  it('would say so', async () => {
    const { status, words } = await compile([
      'void main() { gl_FragColor = vec4(0); }',
      'void main() { int k = 0.0; }',
    ]);
    expect(status).not.toBe(0);
    expect(words).toContain('cannot convert');
  });
} else {
  it('is not run without glslang', ({ skip }) => {
    const reason = `Shaders are given to browsers alone: there is no ${GLSLANG}, which Khronos's glslang has.`;
    console.warn(reason);
    expect(hasGlslang).toBe(false);
    skip(reason);
  });
}
