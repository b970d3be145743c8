import { lang, t } from '../i18n';

export function LangSwitch() {
  const other = lang.value === 'vi' ? 'en' : 'vi';
  return (
    <button type="button" class="quiet" lang={other} title={t('lang.switch')} onClick={() => { lang.value = other; }}>{t('lang.other')}</button>
  );
}
