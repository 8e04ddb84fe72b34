import type { Interval } from '@involution/core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** A part of a tensor that is there. */
export interface Target {
  readonly tensor: TensorInfo;
  /** Counted row after row of its texture. */
  readonly texels: Interval;
}

/**
 * A backend that runs one program, which writes into a part of a tensor, where tfjs would make a new tensor, and draws no more of
 * its texture than the rows that have the part.
 */
export function writingTo({ tensor, texels }: Target, backend: MathBackendWebGL): MathBackendWebGL {
  let isMade = false;
  const gpgpu = overriding(backend.gpgpu, {
    executeProgram() {
      const { texture, texShape, isPacked } = backend.texData.get(tensor.dataId);
      // Programs that pack or unpack operands draw as ever.
      if (texture && backend.gpgpu.outputTexture === texture.texture) {
        const width = isPacked ? Math.ceil(texShape![1] / 2) : texShape![1];
        const [first, last] = [Math.floor(texels.begin / width), Math.ceil(texels.end / width)];
        backend.gpgpu.gl.scissor(0, first, width, last - first);
      }
      backend.gpgpu.executeProgram();
    },
  });
  return overriding(backend, {
    gpgpu,
    makeTensorInfo(...args: Parameters<MathBackendWebGL['makeTensorInfo']>) {
      // A run makes its result first, then what it needs to pack or unpack operands.
      if (isMade) return backend.makeTensorInfo(...args);
      isMade = true;
      return { ...tensor };
    },
  });
}

/** An object as it is, with some of its properties replaced. */
function overriding<T extends object>(object: T, properties: Partial<T>): T {
  return new Proxy(object, {
    get: (target, name) => Reflect.get(Object.hasOwn(properties, name) ? properties : target, name),
  });
}
