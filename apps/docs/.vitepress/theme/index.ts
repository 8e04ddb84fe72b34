import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { type Component, defineAsyncComponent } from 'vue';
import { isolateNextLoad } from '../../src/site/isolation.ts';
import './style.css';

/** Pages use them by their file's name. Each is loaded with the first page that shows it. */
const components = import.meta.glob<{ default: Component }>('../../src/*/*.vue');

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    if (!import.meta.env.SSR && import.meta.env.PROD) isolateNextLoad(import.meta.env.BASE_URL);
    for (const [path, load] of Object.entries(components)) {
      const name = /([^/]+)\.vue$/.exec(path)![1]!;
      app.component(
        name,
        defineAsyncComponent(async () => (await load()).default),
      );
    }
  },
} satisfies Theme;
