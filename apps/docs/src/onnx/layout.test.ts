import { expect, it } from 'vitest';
import { layoutOf } from './layout.ts';

const items = [
  { id: 'X', reads: [] },
  { id: 'W', reads: [] },
  { id: 'Pad', reads: ['X', 'not drawn'] },
  { id: 'Gather', reads: ['Pad'] },
  { id: 'Reshape', reads: ['W'] },
  { id: 'Mul', reads: ['Gather', 'Reshape'] },
  { id: 'Y', reads: ['Mul'] },
];

it('puts each above what reads it, X on the left, W on the right, what has both in the middle', () => {
  const { rows, columns, placed, edges } = layoutOf(items);
  expect([rows, columns]).toEqual([5, 2]);
  expect(Object.fromEntries(placed.map(({ item, row, column }) => [item.id, [row, column]]))).toEqual({
    X: [0, 0],
    Pad: [1, 0],
    W: [1, 1],
    Gather: [2, 0],
    Reshape: [2, 1],
    Mul: [3, 0.5],
    Y: [4, 0.5],
  });
  expect(edges.map(({ from, to }) => `${from.item.id}→${to.item.id}`).sort()).toEqual(
    ['X→Pad', 'Pad→Gather', 'W→Reshape', 'Gather→Mul', 'Reshape→Mul', 'Mul→Y'].sort(),
  );
});

it('never puts two in one place', () => {
  const crowded = [...items.slice(0, -1), { id: 'Other', reads: ['Gather'] }, { id: 'Y', reads: ['Mul', 'Other'] }];
  const { columns, placed } = layoutOf(crowded);
  expect(columns).toBe(2);
  expect(new Set(placed.map(({ row, column }) => `${row},${column}`)).size).toBe(crowded.length);
});
