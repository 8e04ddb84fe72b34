import { useData } from 'vitepress';
import { type ComputedRef, computed } from 'vue';

/** Words in the languages of the site. */
export interface Languages<Messages> {
  readonly en: Messages;
  readonly zh: Messages;
}

/** The words in the language of the page that this component is on. */
export function useMessages<Messages>(messages: Languages<Messages>): ComputedRef<Messages> {
  const { lang } = useData();
  return computed(() => (lang.value.startsWith('zh') ? messages.zh : messages.en));
}
