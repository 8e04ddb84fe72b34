import type { DefaultTheme } from 'vitepress';

/**
 * Chinese has no spaces between its words. As Lucene's CJK analyzer does, each pair of neighbouring characters becomes a
 * term, in pages and in queries: 卷积核 finds every sentence that has 卷积 and 积核.
 */
export const miniSearch: NonNullable<DefaultTheme.LocalSearchOptions['miniSearch']> = {
  options: {
    // VitePress sends this to the browser as text, so that it can use nothing outside itself.
    tokenize(text) {
      const words = text.split(/[\p{Z}\p{P}\p{S}\p{C}]+/u).filter((word) => word !== '');
      const runs = words.flatMap((word) => word.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? []);
      return runs.flatMap((run) => {
        const characters = [...run];
        if (!/\p{Script=Han}/u.test(run) || characters.length === 1) return [run];
        return characters.slice(1).map((character, k) => characters[k]! + character);
      });
    },
  },
  searchOptions: { combineWith: 'AND' },
};
