import { type InvolutionGeometry, OPERATION_NAMES, type Operation } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../test/geometry-of.ts';
import { OF_ALL } from './kits.ts';
import { makePlan } from './plan.ts';

describe('makePlan', () => {
  it('says how many bytes each operand takes', () => {
    const geometry = geometryOf([1, 5, 6, 16], { kernelSize: 3, strides: 2, groups: 2 });
    const x = 5 * 6 * 16 * 4;
    const kernel = 3 * 3 * 18 * 4;
    const dy = 3 * 3 * 16 * 4;
    expect(makePlan('forward', geometry, true, OF_ALL.layouts)).toMatchObject({
      operandBytes: { x, kernel },
      resultBytes: { y: dy },
    });
    expect(makePlan('gradInput', geometry, true, OF_ALL.layouts)).toMatchObject({
      operandBytes: { dy, kernel },
      resultBytes: { x },
    });
    expect(makePlan('gradKernel', geometry, true, OF_ALL.layouts)).toMatchObject({
      operandBytes: { dy, x },
      resultBytes: { kernel },
    });
  });

  it('refuses tensors that are out of reach of 32 bits', () => {
    const large = geometryOf([32, 1024, 1024, 16], { kernelSize: 1, groups: 1 });
    const largeKernel = geometryOf([1, 1024, 1024, 1], { kernelSize: 23, groups: 1 });
    const rows: [Operation, InvolutionGeometry, string][] = [
      ['forward', large, 'x'],
      ['gradInput', large, 'dy'],
      ['forward', largeKernel, 'kernel'],
      ['gradKernel', largeKernel, 'kernel'],
    ];
    for (const [operation, geometry, argument] of rows) {
      expect(() => makePlan(operation, geometry, true, OF_ALL.layouts)).toThrow(
        expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED', argument }),
      );
    }
  });

  it('takes work in proportion to its tables', () => {
    /** Microseconds of this process's own work, which other processes don't prolong. */
    const workOf = (size: number) => {
      const options = { kernelSize: [1, size] as [number, number], groups: 1, dataFormat: 'channelsFirst' as const };
      const geometry = geometryOf([1, 4, 1, size], options);
      const works = Array.from({ length: 5 }, () => {
        const start = process.cpuUsage();
        for (let k = 0; k < 5; k++)
          for (const operation of OPERATION_NAMES) makePlan(operation, geometry, true, OF_ALL.layouts);
        return process.cpuUsage(start).user;
      });
      return Math.min(...works);
    };
    workOf(500);
    // 8 times the columns and the taps; if each column went through all taps, 64 times the work.
    expect(workOf(8000) / workOf(1000)).toBeLessThan(30);
  });

  it('takes maps of any number of rows', () => {
    const options = { kernelSize: 1, groups: 1, dataFormat: 'channelsFirst' as const };
    // More than the arguments that a function can be given.
    const geometry = geometryOf([1, 4, 150_000, 1], options);
    expect(makePlan('forward', geometry, true, OF_ALL.layouts).words.length).toBeGreaterThan(450_000);
  });
});
