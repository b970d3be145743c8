// Two flat catalogues with the same keys. Vietnamese is the first language and the fallback of a fresh browser.
import { effect, signal } from '@preact/signals';
import en from './en.json';
import vi from './vi.json';

export type Lang = 'vi' | 'en';
export type TextKey = keyof typeof vi;

const catalogues: Record<Lang, Record<TextKey, string>> = { vi, en };
const kStored = 'songbien.lang';

const storage = typeof localStorage === 'undefined' ? undefined : localStorage;
export const lang = signal<Lang>(storage?.getItem(kStored) === 'en' ? 'en' : 'vi');

if (typeof document !== 'undefined') {
  effect(() => {
    document.documentElement.lang = lang.value;
    document.title = t('brand');
    storage?.setItem(kStored, lang.value);
  });
}

export type Params = Record<string, string | number>;

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(vi, key);
}

/** The text with its {places} filled; an absent parameter shows as a dash, never as a hole. */
export function t(key: TextKey, params: Params = {}): string {
  return catalogues[lang.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '—'));
}

/** Word for a value of the API ("kind" + "spillover"); the value itself when the API is newer than this page. */
export function word(group: string, value: string): string {
  const key = `${group}.${value}`;
  return isTextKey(key) ? t(key) : value;
}
