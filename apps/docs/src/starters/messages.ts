import type { Languages } from '../site/language.ts';

interface Messages {
  caption(dates: string): string;
  readonly columns: readonly string[];
}

export const messages: Languages<Messages> = {
  en: {
    caption: (dates) => `What npm run examples saw, ${dates}`,
    columns: ['application', 'runs in', 'logs', 'kB of ours, gzipped', 'installs'],
  },
  zh: {
    caption: (dates) => `npm run examples 所见,${dates}`,
    columns: ['应用', '运行环境', '输出', '我们的代码(kB,gzip 之后)', '安装'],
  },
};
