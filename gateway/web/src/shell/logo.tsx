import { t } from '../i18n';

export function Logo() {
  return (
    <span class="logo">
      <img src="./favicon.svg" alt="" width="28" height="28" />
      <span class="logo-name">{t('brand')}</span>
    </span>
  );
}
