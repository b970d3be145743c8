// Two ways to look at a band: as it is now, and as it is in the hours of a week.
import { t } from '../i18n';
import { hrefOf, route } from '../state/route';

export function SpectrumTabs() {
  const { view, query } = route.value;
  const kept = Object.fromEntries([...query].filter(([name]) => ['node', 'low', 'high'].includes(name)));
  return (
    <nav class="tabs" aria-label={t('spectrum.tabs')}>
      <a href={hrefOf('spectrum', kept)} aria-current={view === 'spectrum' ? 'page' : undefined}>{t('spectrum.tab.live')}</a>
      <a href={hrefOf('occupancy', kept)} aria-current={view === 'occupancy' ? 'page' : undefined}>{t('spectrum.tab.occupancy')}</a>
    </nav>
  );
}
