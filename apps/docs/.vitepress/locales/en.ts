import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';

/** The site in English, at `/`. */
export const en: LocaleSpecificConfig<DefaultTheme.Config> & { label: string } = {
  label: 'English',
  lang: 'en',
  description: 'The neural operator involution for TensorFlow.js and onnxruntime-web',
  themeConfig: {
    nav: [
      { text: 'What involution is', link: '/involution' },
      { text: 'Numerics', link: '/numerics' },
      { text: 'Errors', link: '/errors' },
      { text: 'About', link: '/about' },
    ],
  },
};
