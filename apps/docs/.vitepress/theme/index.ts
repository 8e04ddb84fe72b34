import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import ErrorTable from '../../src/errors/ErrorTable.vue';
import PixelExplorer from '../../src/explorer/PixelExplorer.vue';
import PackagePicker from '../../src/packages/PackagePicker.vue';
import ShapeCalculator from '../../src/shapes/ShapeCalculator.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('ErrorTable', ErrorTable);
    app.component('PixelExplorer', PixelExplorer);
    app.component('PackagePicker', PackagePicker);
    app.component('ShapeCalculator', ShapeCalculator);
  },
} satisfies Theme;
