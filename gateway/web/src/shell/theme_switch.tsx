// Automatic, light, dark: one press each. The word beside the sign says which one is on.
import { t, word } from '../i18n';
import { nextTheme, theme } from '../state/theme';

const kSigns = { auto: '◐', light: '○', dark: '●' } as const;

export function ThemeSwitch() {
  return (
    <button type="button" class="quiet theme" title={t('theme.switch')} aria-label={`${t('theme')}: ${word('theme', theme.value)}`} onClick={nextTheme}>
      <span aria-hidden="true">{kSigns[theme.value]}</span>
    </button>
  );
}
