import type { DefaultTheme, LocaleSpecificConfig } from 'vitepress';
import { navigationIn } from './navigation.ts';

/** The site in English, at `/`. */
export const en: LocaleSpecificConfig<DefaultTheme.Config> & { label: string } = {
  label: 'English',
  lang: 'en',
  description: 'The neural operator involution for TensorFlow.js and onnxruntime-web',
  themeConfig: navigationIn('en'),
};
