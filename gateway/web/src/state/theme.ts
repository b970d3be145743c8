// Light or dark: as the system has it, or as this person wants it. One attribute on the page; the style sheet does the rest.
import { computed, effect, signal } from '@preact/signals';

export const kThemes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof kThemes)[number];

const kStored = 'songbien.theme';
const hasWindow = typeof window !== 'undefined';
const stored = hasWindow ? localStorage.getItem(kStored) : null;

export const theme = signal<Theme>(kThemes.find((each) => each === stored) ?? 'auto');
const systemDark = signal(hasWindow && window.matchMedia('(prefers-color-scheme: dark)').matches);

/** What is shown: charts and maps, which copy colours, draw again when it changes. */
export const scheme = computed<'light' | 'dark'>(() => (theme.value === 'auto' ? (systemDark.value ? 'dark' : 'light') : theme.value));

if (hasWindow) {
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => { systemDark.value = event.matches; });
  effect(() => {
    document.documentElement.dataset['theme'] = scheme.value;
    localStorage.setItem(kStored, theme.value);
  });
}

export function nextTheme(): void {
  theme.value = kThemes[(kThemes.indexOf(theme.value) + 1) % kThemes.length] ?? 'auto';
}
