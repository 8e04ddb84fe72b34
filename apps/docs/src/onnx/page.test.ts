// The built page in a real browser, and its downloads in onnxruntime-web.
import { readFile } from 'node:fs/promises';
import { expectOutputs, runAll, UNOPTIMIZED, type Values } from '@involution/adapters/onnx-testing';
import { ISOLATION_HEADERS } from '@involution/browser/isolation';
import { defaultExports, exportedNets, readDefaultExport, runsFor } from '@involution/fixtures/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { axeViolations } from '../site/axe.ts';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();
const timeout = 120_000;

/** What the browser saves, and by which name. */
async function download(page: Page): Promise<{ name: string; model: Uint8Array }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('a.download').click()]);
  return { name: saved.suggestedFilename(), model: await readFile(await saved.path()) };
}

/** Runs a model with Involution nodes by our kernels. */
async function runWithProvider(model: Uint8Array, feeds: readonly Values[]): Promise<Values[]> {
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['involution'] });
  const results: Values[] = [];
  for (const feed of feeds) {
    const tensors = Object.entries(feed).map(
      ([name, { data, shape }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const,
    );
    const outputs = Object.entries(await session.run(Object.fromEntries(tensors)));
    results.push(
      Object.fromEntries(outputs.map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }])),
    );
  }
  await session.release();
  return results;
}

/** A fixture's calls, and what PyTorch gave for them. */
function callsOf(netName: string, file: string) {
  const net = exportedNets.find(({ name }) => name === netName)!;
  const runs = runsFor(net.models.find((model) => model.file === file)!, net);
  return { net, runs, feeds: runs.map(({ inputs }) => inputs) };
}

it('fuses RedNet-26, draws it, and its downloads run as PyTorch does', { timeout }, async () => {
  const { net, runs, feeds } = callsOf('rednet26-width-8', 'rednet26-width-8-dynamo-batch');
  await onPage('/onnx', async (page) => {
    await page.getByRole('button', { name: 'rednet26-width-8.onnx' }).click();
    await page.getByText('9 patterns to fuse').waitFor({ timeout });
    await page.getByRole('button', { name: 'Fuse' }).click();
    await page.getByText('9 involutions fused, 188 nodes and initializers removed.').waitFor({ timeout });

    expect(await page.locator('.tool > details').count()).toBe(9);
    expect(await axeViolations(page)).toEqual([]);
    const before = page.getByLabel(/^A graph from X and W to Y, through the nodes/).first();
    expect(await before.getAttribute('aria-label')).toContain(
      'Pad, Gather, Gather, Transpose, Reshape, Mul, ReduceSum',
    );
    expect(await before.locator('text.title').allTextContents()).toEqual(
      expect.arrayContaining(['X', 'W', 'Mul', 'Y']),
    );
    expect(await before.textContent()).toContain('[?, 4, 3, ?, 3, ?]');
    const after = page.getByLabel('A graph from X and W to Y, through one Involution node of 3×3').first();
    expect(await after.locator('text.title').allTextContents()).toEqual(['X', 'W', 'Involution', 'Y']);

    const fused = await download(page);
    expect(fused.name).toBe('rednet26-width-8.fused.onnx');
    const results = await runWithProvider(fused.model, feeds);
    for (const [k, { outputs }] of runs.entries()) expectOutputs(results[k]!, outputs, 8 * net.roundoff);

    await page.getByRole('button', { name: 'Go on with rednet26-width-8.fused.onnx' }).click();
    await page.getByText('9 Involution nodes', { exact: true }).waitFor({ timeout });
    await page.getByRole('button', { name: 'Expand' }).click();
    await page.getByText('9 Involution nodes expanded.').waitFor({ timeout });
    const expanded = await download(page);
    expect(expanded.name).toBe('rednet26-width-8.fused.expanded.onnx');
    const unmodified = await runAll(expanded.model, feeds, UNOPTIMIZED);
    for (const [k, { outputs }] of runs.entries()) expectOutputs(unmodified[k]!, outputs, 8 * net.roundoff);
  });
});

it('expands a node on the Chinese page; the download runs in unmodified onnxruntime-web', { timeout }, async () => {
  const { runs, feeds } = callsOf('recipe', 'recipe-dynamo-batch');
  await onPage('/zh/onnx', async (page) => {
    await page.getByRole('button', { name: 'recipe.onnx' }).press('Enter');
    await page.getByText('1 个 Involution 节点', { exact: true }).waitFor({ timeout });
    await page.getByRole('button', { name: '展开' }).press('Enter');
    await page.getByText('展开了 1 个 Involution 节点。').waitFor({ timeout });
    expect(await page.getByRole('cell', { name: /Mul ×9/ }).count()).toBe(1);
    const { name, model } = await download(page);
    expect(name).toBe('recipe.expanded.onnx');
    const results = await runAll(model, feeds);
    // Every sum of this fixture is exact.
    for (const [k, { outputs }] of runs.entries()) expectOutputs(results[k]!, outputs, 0);
  });
});

it('says why a match is rejected', { timeout }, async () => {
  await onPage('/onnx', async (page) => {
    await page.getByRole('button', { name: 'shared-by-batch.onnx' }).click();
    await page.getByText('1 rejected match').waitFor({ timeout });
    expect(await page.locator('.reason').textContent()).toContain('the batch of X');
    expect(await page.getByRole('button', { name: 'Fuse' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Expand' }).isDisabled()).toBe(true);
  });
});

it('takes a file of tensors with a model, and says where one is missing', { timeout }, async () => {
  const net = defaultExports[0]!;
  const { model, externalData } = readDefaultExport(net);
  const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(bytes) });
  const [data] = externalData;
  await onPage('/onnx', async (page) => {
    const input = page.locator('.drop input');
    await input.setInputFiles(file('net.onnx', model));
    await page.getByText(`Not chosen with it: ${data!.path}.`).waitFor({ timeout });
    expect(await page.locator('.reason').textContent()).toContain('a file that is not at hand');

    await input.setInputFiles([file(data!.path, data!.data), file('net.onnx', model)]);
    await page.getByText('1 pattern to fuse').waitFor({ timeout });
    expect(await page.getByText('Not chosen with it').count()).toBe(0);
    await page.getByRole('button', { name: 'Fuse' }).click();
    await page.getByText(/^1 involution fused/).waitFor({ timeout });
    expect((await download(page)).name).toBe('net.fused.onnx');
  });
});

it('gives the library’s error for what is no model, and goes on', { timeout }, async () => {
  await onPage('/onnx', async (page) => {
    const buffer = Buffer.from('<script>alert(1)</script> is no protobuf');
    await page.locator('.drop input').setInputFiles({ name: 'garbage.onnx', mimeType: '', buffer });
    await expect
      .poll(() => page.locator('.status .error').textContent(), { timeout })
      .toMatch(/^INVALID_MODEL .*model/);
    expect(await page.getByRole('button', { name: 'Fuse' }).count()).toBe(0);

    await page.getByRole('button', { name: 'shared-by-batch.onnx' }).click();
    await page.getByText('1 rejected match').waitFor({ timeout });
    expect(await page.locator('.status .error').count()).toBe(0);
  });
});

it('stops', { timeout }, async () => {
  await onPage('/onnx', async (page) => {
    // A worker that comes to no end.
    const worker = {
      contentType: 'text/javascript',
      body: 'onmessage = () => { for (;;); };',
      headers: ISOLATION_HEADERS,
    };
    await page.route(/\/worker-[^/]*\.js$/, (route) => route.fulfill(worker));
    await page.getByRole('button', { name: 'shared-by-batch.onnx' }).click();
    await page.getByText('Inspecting').waitFor({ timeout });
    await expect.poll(() => page.workers().length, { timeout }).toBe(1);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped.').waitFor();
    await expect.poll(() => page.workers().length, { timeout }).toBe(0);

    await page.unrouteAll();
    await page.getByRole('button', { name: 'shared-by-batch.onnx' }).click();
    await page.getByText('1 rejected match').waitFor({ timeout });
  });
});
