import type { Languages } from '../site/language.ts';
import type { Training } from './training.data.ts';

interface TrainingMessages {
  caption(training: Training): string;
  readonly columns: readonly string[];
}

export const trainingMessages: Languages<TrainingMessages> = {
  en: {
    caption: ({ schedule: { epochs, batchSize } }) => `${epochs} epochs, ${batchSize} digits a step; 2,000 test digits`,
    columns: ['backend', 'accuracy', 'seconds a step', 'device', 'made by'],
  },
  zh: {
    caption: ({ schedule: { epochs, batchSize } }) => `${epochs} 轮,每步 ${batchSize} 个数字;2,000 个测试数字`,
    columns: ['后端', '准确率', '每步秒数', '设备', '来源'],
  },
};

interface SizeMessages {
  readonly caption: string;
  readonly columns: readonly string[];
}

export const sizeMessages: Languages<SizeMessages> = {
  en: {
    caption:
      'JavaScript that each package adds, with everything of ours that it needs, minified and gzipped; a test keeps it below',
    columns: ['package', 'at most'],
  },
  zh: {
    caption: '每个包(连同它依赖的我们的代码)增加的 JavaScript,压缩并 gzip 之后;测试保证不超过该值',
    columns: ['包', '不超过'],
  },
};
