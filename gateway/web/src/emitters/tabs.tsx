// What was heard today, and everything ever heard.
import { t } from '../i18n';
import { hrefOf, route } from '../state/route';

export function CellTabs() {
  const { view } = route.value;
  return (
    <nav class="tabs" aria-label={t('nav.cells')}>
      <a href={hrefOf('cells')} aria-current={view === 'cells' ? 'page' : undefined}>{t('emitters.tab.day')}</a>
      <a href={hrefOf('emitters')} aria-current={view === 'emitters' ? 'page' : undefined}>{t('emitters.tab.ever')}</a>
    </nav>
  );
}
