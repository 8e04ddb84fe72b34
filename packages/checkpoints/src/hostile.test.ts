// Files made to harm: what they ask for is refused before it is done.
import { checkpointFile } from '@involution/fixtures/checkpoints';
import { describe, expect, it } from 'vitest';
import { call, dictionary, global, integer, pickled, tensor, text, tuple } from '../test/pickle.ts';
import { zipOf } from '../test/zip.ts';
import { openCheckpoint } from './index.ts';

/** A file of PyTorch with this pickle and one storage, `0`, of 64 bytes. */
function torchFile(pickle: Uint8Array, level: 0 | 6 = 0, storage = new Uint8Array(64)): Uint8Array {
  return zipOf({ 'archive/data.pkl': pickle, 'archive/data/0': storage }, level);
}

const opened = (file: Uint8Array) => openCheckpoint(file);
const encode = (value: string) => new TextEncoder().encode(value);
const INVALID = { code: 'INVALID_CHECKPOINT' };

describe('a pickle', () => {
  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['torch.nn.modules.linear', 'Linear'],
    ['__builtin__', 'getattr'],
  ])('that names %s.%s', async (module, name) => {
    const file = torchFile(pickled(call(global(module, name), text('echo harm'))));
    const error = { ...INVALID, argument: `${module}.${name}` };
    await expect(opened(file)).rejects.toMatchObject(error);
    await expect(opened(pickled(call(global(module, name), text('x'))))).rejects.toMatchObject(error);
  });

  it('that calls what is no function', async () => {
    await expect(opened(torchFile(pickled(call(global('torch', 'FloatStorage')))))).rejects.toMatchObject(INVALID);
    await expect(opened(torchFile(pickled(call(integer(1)))))).rejects.toMatchObject(INVALID);
  });

  it('that holds itself', async () => {
    // A dictionary, remembered, with itself as its model.
    const file = torchFile(pickled([0x7d, 0x71, 0], text('model'), [0x68, 0], [0x73]));
    await expect(opened(file)).rejects.toMatchObject(INVALID);
  });

  it('without operands, without an end, or without tensors', async () => {
    for (const body of [[[0x73]], [[0x85]], [[0x65]], [[0x68, 9]], [dictionary([])], [integer(1)]]) {
      await expect(opened(torchFile(pickled(...body)))).rejects.toMatchObject(INVALID);
    }
    await expect(opened(torchFile(pickled(dictionary([])).slice(0, -1)))).rejects.toMatchObject(INVALID);
  });

  it('of millions of dictionaries in as many bytes', async () => {
    const file = torchFile(pickled(Array.from({ length: 2_000_000 }, () => 0x7d)));
    await expect(opened(file)).rejects.toThrow('more than 250000 objects');
  });

  it('that asks for the bytes of one text again and again', async () => {
    const encoded = [0x68, 1, 0x85, 0x52];
    const again = Array.from({ length: 50_000 }, () => [0x68, 0, ...encoded]).flat();
    const start = [...global('_codecs', 'encode'), 0x71, 0, 0x30, ...text('x'.repeat(60_000)), 0x71, 1, 0x30];
    const before = process.memoryUsage().rss;
    await expect(opened(torchFile(pickled(start, again)))).rejects.toMatchObject(INVALID);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
});

describe('a tensor', () => {
  const stateOf = (...tensors: number[][]) =>
    torchFile(pickled(dictionary(tensors.map((value, k) => [text(`t${k}`), value]))));

  it('in its storage, at any strides', async () => {
    const { tensors } = await opened(stateOf(tensor('0', 16, [4, 4], [1, 4]), tensor('0', 16, [2, 2], [8, 3], 4)));
    expect([...tensors.keys()]).toEqual(['t0', 't1']);
  });

  it.each([
    ['outside its storage', tensor('0', 16, [4, 5], [5, 1])],
    ['that begins outside it', tensor('0', 16, [1], [1], 16)],
    ['of negative strides', tensor('0', 16, [4], [-1], 8)],
    ['of a negative size', tensor('0', 16, [-4], [1])],
    ['at a negative offset', tensor('0', 16, [4], [1], -4)],
    ['with strides for another rank', tensor('0', 16, [4], [1, 1])],
    ['of a storage that is not there', tensor('1', 16, [4], [1])],
    ['of a storage that has another size', tensor('0', 17, [4], [1])],
    ['of more elements than the file has bytes', tensor('0', 16, [1 << 30], [0])],
    ['of more elements than there are numbers', tensor('0', 16, [1 << 30, 1 << 30, 1 << 30], [0, 0, 0])],
    ['of more axes than there are', tensor('0', 16, Array(40).fill(1), Array(40).fill(1))],
  ])('%s', async (_, value) => {
    await expect(opened(stateOf(value))).rejects.toMatchObject(INVALID);
  });

  it('that shares its storage with too many', async () => {
    const many = Array.from({ length: 200 }, () => tensor('0', 16, [1000], [0]));
    await expect(opened(stateOf(...many))).rejects.toThrow('elements in all');
  });
});

it('numbers of a machine that stores the highest byte first', async () => {
  const storage = new Uint8Array(64);
  new DataView(storage.buffer).setFloat32(4, 1.5);
  const pickle = pickled(dictionary([[text('t'), tensor('0', 16, [2], [1])]]));
  const entries = { 'archive/data.pkl': pickle, 'archive/data/0': storage };
  const orders = ['big', 'little', 'middle'].map((order) => zipOf({ ...entries, 'archive/byteorder': encode(order) }));
  const [big, little, middle] = orders as [Uint8Array, Uint8Array, Uint8Array];
  expect([...(await (await opened(big)).tensors.get('t')!.read())]).toEqual([0, 1.5]);
  expect([...(await (await opened(little)).tensors.get('t')!.read())]).not.toEqual([0, 1.5]);
  await expect(opened(middle)).rejects.toMatchObject(INVALID);
});

describe('a zip file', () => {
  const good = torchFile(pickled(dictionary([[text('t'), tensor('0', 16, [16], [1])]])));

  it('with a changed number', async () => {
    const file = good.slice();
    const local = new TextDecoder('latin1').decode(file).indexOf('archive/data/0');
    file[local + 'archive/data/0'.length + 5]! ^= 1;
    const { tensors } = await opened(file);
    await expect(tensors.get('t')!.read()).rejects.toThrow('CRC-32');
  });

  it('whose directory has the names of two entries swapped', async () => {
    const state = dictionary([[text('t'), tensor('0', 16, [16], [1])]]);
    const entries = {
      'archive/data.pkl': pickled(state),
      'archive/data/0': new Uint8Array(64),
      'archive/data/1': new Uint8Array(64).fill(1),
    };
    const file = zipOf(entries);
    const latin1 = new TextDecoder('latin1').decode(file);
    const [first, second] = [latin1.lastIndexOf('archive/data/0'), latin1.lastIndexOf('archive/data/1')];
    file[first + 13] = '1'.charCodeAt(0);
    file[second + 13] = '0'.charCodeAt(0);
    await expect(opened(file)).rejects.toThrow('does not begin where the central directory says');
  });

  it('that inflates to far more than it is', async () => {
    const pickle = pickled(dictionary([[text('t'), tensor('0', 1 << 22, [16], [1])]]));
    await expect(opened(torchFile(pickle, 6, new Uint8Array(1 << 24)))).rejects.toThrow('would inflate to');
  });

  it('cut off anywhere', async () => {
    for (let length = 0; length < good.length; length += 7) {
      await expect(opened(good.slice(0, length))).rejects.toMatchObject(INVALID);
    }
  });
});

describe('other files', () => {
  const safetensors = (header: string, data = new Uint8Array()) => {
    const json = encode(header);
    return Uint8Array.from([...new Uint8Array(BigUint64Array.of(BigInt(json.length)).buffer), ...json, ...data]);
  };

  it.each([
    ['a header that is no object', safetensors('{"a": null}')],
    [
      'a range beyond the file',
      safetensors('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', new Uint8Array(8)),
    ],
    ['a gap', safetensors('{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}', new Uint8Array(8))],
    [
      'another size than the shape says',
      safetensors('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', new Uint8Array(8)),
    ],
    ['a type of no such name', safetensors('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}')],
    ['a header longer than the file', Uint8Array.from([0, 0, 0, 0, 0, 0, 1, 0, 0x7b])],
  ])('%s', async (_, file) => {
    await expect(opened(file)).rejects.toMatchObject(INVALID);
  });

  it('an HDF5 file whose tree of names leads back to itself', async () => {
    const file = checkpointFile('arrays.h5');
    const latin1 = new TextDecoder('latin1').decode(file);
    const view = new DataView(file.buffer);
    for (let at = latin1.indexOf('TREE'); at >= 0; at = latin1.indexOf('TREE', at + 1)) {
      view.setUint8(at + 5, 3);
      view.setBigUint64(at + 32, BigInt(at), true);
    }
    await expect(opened(file)).rejects.toThrow('twice');
  });

  it('a tuple where a dictionary belongs', async () => {
    await expect(opened(pickled(tuple(integer(1))))).rejects.toMatchObject(INVALID);
  });
});
