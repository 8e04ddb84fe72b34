import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';
import { navigationIn } from './navigation.ts';

/** The site in Chinese, at `/zh/`. */
export const zh: LocaleSpecificConfig<DefaultTheme.Config> & {
  label: string;
  link: string;
  search: Partial<DefaultTheme.LocalSearchOptions>;
} = {
  label: '中文',
  lang: 'zh-CN',
  link: '/zh/',
  description: '面向 TensorFlow.js 与 onnxruntime-web 的内卷(involution)算子',
  themeConfig: {
    ...navigationIn('zh'),
    outline: { label: '本页目录' },
    docFooter: { prev: '上一页', next: '下一页' },
    lastUpdated: { text: '最后更新' },
    darkModeSwitchLabel: '外观',
    lightModeSwitchTitle: '切换到浅色模式',
    darkModeSwitchTitle: '切换到深色模式',
    sidebarMenuLabel: '菜单',
    returnToTopLabel: '回到顶部',
    langMenuLabel: '切换语言',
    skipToContentLabel: '跳到正文',
  },
  search: {
    translations: {
      button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
      modal: {
        noResultsText: '没有找到结果',
        resetButtonTitle: '清除查询',
        footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
      },
    },
  },
};
