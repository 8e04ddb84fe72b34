import { modelOf, numbers, op, value } from '@involution/adapters/onnx-graphs';
import { describe, expect, vi } from 'vitest';
import { C, H, layer, outputs, parallel, series, W } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

const OPERATORS = ['Relu', 'Neg', 'Abs'];

export function describeRuns({ ort, executionProvider, it, feedX, create, expectAsUnmodified }: SessionHarness): void {
  describe(`${executionProvider}: runs`, () => {
    it('compute the outputs asked for, and only what these need', async () => {
      const making = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(modelOf(outputs()));
      const sessions = await Promise.all(making.mock.results.map(({ value: made }) => made as Promise<typeof session>));
      making.mockRestore();
      const runs = sessions.filter((made) => made !== session).map((made) => vi.spyOn(made, 'run'));
      const feeds = () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) });
      const countRuns = () => runs.reduce((sum, run) => sum + run.mock.calls.length, 0);
      const all = await session.run(feeds());
      expect(countRuns()).toBe(2);
      const some = await session.run(feeds(), ['kernel']);
      expect(countRuns()).toBe(3);
      expect(Object.keys(some)).toEqual(['kernel']);
      expectSame(some.kernel!, all.kernel!);
      const others = await session.run(feeds(), { involved: null, x: null });
      expect(countRuns()).toBe(4);
      expect(Object.keys(others).sort()).toEqual(['involved', 'x']);
      expectSame(others.involved!, all.involved!);
      expectSame(others.x!, all.x!);
      await session.release();
    });

    it('tell outputs apart whose names hold any character', async () => {
      const graph = layer();
      // As a text of lines, the first two are the third.
      const names = ['a', 'b', 'a\nb'];
      const node = [...graph.node!.slice(0, 3), ...names.map((name, k) => op(OPERATORS[k]!, ['involved'], name))];
      const session = await create(modelOf({ ...graph, node, output: names.map((name) => value(name, [1, C, H, W])) }));
      const { a, b } = await session.run(feedX(), ['a', 'b']);
      const { 'a\nb': both } = await session.run(feedX(), ['a\nb']);
      const all = await session.run(feedX());
      for (const [k, tensor] of [a, b, both].entries()) expectSame(tensor!, all[names[k]!]!);
      await session.release();
    });

    it('keep a value called __proto__ between subgraphs', async () => {
      const graph = layer();
      const [features, kernel, involved, last] = graph.node!;
      const node = [
        { ...features!, output: ['__proto__'] },
        { ...kernel!, input: ['__proto__', 'span'] },
        { ...involved!, input: ['__proto__', 'kernel'] },
        last!,
      ];
      await expectAsUnmodified({ ...graph, node });
    });

    it('give all outputs but one called __proto__, which onnxruntime-web loses', async () => {
      const graph = layer();
      const node = [...graph.node!, op('Relu', ['involved'], '__proto__')];
      const output = [value('y', [1, C, H, W]), value('__proto__', [1, C, H, W])];
      const session = await create(modelOf({ ...graph, node, output }));
      expect(Object.keys(await session.run(feedX()))).toEqual(['y']);
      await expect(session.run(feedX(), ['__proto__'])).rejects.toThrow('At least one output should be requested');
      await session.release();
    });

    it("fill the user's own tensors", async () => {
      const session = await create(modelOf(outputs()));
      const feeds = () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) });
      const { y, involved } = await session.run(feeds());
      const own = () => new ort.Tensor('float32', new Float32Array(C * H * W), [1, C, H, W]);
      const [a, b] = [own(), own()];
      const result = await session.run(feeds(), { y: a, involved: b });
      expect(result.y).toBe(a);
      expect(result.involved).toBe(b);
      expectSame(a, y!);
      expectSame(b, involved!);
      const small = new ort.Tensor('float32', new Float32Array(C), [1, C, 1, 1]);
      await expect(session.run(feeds(), { involved: small })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_SHAPE', argument: "tensor for output 'involved'" }),
      );
      await session.release();
    });

    it('do not change or keep what they are fed', async () => {
      const session = await create(modelOf(series()));
      const feeds = feedX();
      const { y } = await session.run(feeds);
      expectSame((await session.run(feeds)).y!, y!);
      expect(feeds.x.data).toEqual(numbers([1, C, H, W]));
      await session.release();
    });

    it('are profiled by each subgraph when the session is asked to, up to where profiling ends', async () => {
      const making = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(modelOf(layer()), { enableProfiling: true });
      const made = await Promise.all(making.mock.results.map(({ value: each }) => each as Promise<typeof session>));
      making.mockRestore();
      const subgraphs = made.filter((each) => each !== session).slice(-2);
      const [starts, runs, ends] = (['startProfiling', 'run', 'endProfiling'] as const).map((what) =>
        subgraphs.map((subgraph) => vi.spyOn(subgraph, what).mock),
      );
      session.startProfiling();
      expect(starts!.map(({ calls }) => calls.length)).toEqual([1, 1]);
      const results = [session.run(feedX()), session.run(feedX())];
      session.endProfiling();
      const later = session.run(feedX());
      const [a, b, c] = await Promise.all([...results, later]);
      expectSame(a!.y!, c!.y!);
      expectSame(b!.y!, c!.y!);
      for (const [k, { invocationCallOrder }] of ends!.entries()) {
        const order = runs![k]!.invocationCallOrder;
        expect(invocationCallOrder).toHaveLength(1);
        expect([order[1]! < invocationCallOrder[0]!, invocationCallOrder[0]! < order[2]!]).toEqual([true, true]);
      }
      await session.release();
      expect(() => session.endProfiling()).toThrow('released');
    });

    it('at the same time, in one session and in two, give what they give alone', async () => {
      const [a, b] = [await create(modelOf(series())), await create(modelOf(parallel()))];
      const feeds = (seed: number) => ({ x: new ort.Tensor('float32', numbers([1, C, H, W], seed), [1, C, H, W]) });
      const alone = [];
      for (const seed of [1, 2, 3]) alone.push((await a.run(feeds(seed))).y!, (await b.run(feeds(seed))).y!);
      const together = await Promise.all([1, 2, 3].flatMap((seed) => [a.run(feeds(seed)), b.run(feeds(seed))]));
      for (const [k, { y }] of together.entries()) expectSame(y!, alone[k]!);
      await Promise.all([a.release(), b.release()]);
    });

    it('end well when the session is released meanwhile, and cannot begin afterwards', async () => {
      const session = await create(modelOf(series()));
      const { y } = await session.run(feedX());
      const runs = [session.run(feedX()), session.run(feedX())];
      const released = session.release();
      await expect(session.run(feedX())).rejects.toThrow('released');
      for (const run of runs) expectSame((await run).y!, y!);
      await released;
      await expect(session.run(feedX())).rejects.toThrow('released');
      await expect(session.release()).rejects.toThrow('released');
    });
  });
}
