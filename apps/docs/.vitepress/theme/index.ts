import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { type Component, defineAsyncComponent } from 'vue';
import './style.css';

/** Pages use them by their file's name. Each is loaded with the first page that shows it. */
const components = import.meta.glob<{ default: Component }>('../../src/*/*.vue');

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    for (const [path, load] of Object.entries(components)) {
      const name = /([^/]+)\.vue$/.exec(path)![1]!;
      app.component(
        name,
        defineAsyncComponent(async () => (await load()).default),
      );
    }
  },
} satisfies Theme;
