// What the marks mean: severity by shape and colour, confidence by the ring, impact by the dots. Three forms, so that a grave doubt
// and a sure trifle never look alike.
import { t } from '../i18n';
import { SeverityGlyph, SeverityWord } from '../incident/severity';
import { kSeverities } from '../incident/filter';
import { base } from '../state/watch';

function Ring({ part }: { part: number }) {
  const length = 2 * Math.PI * 7;
  return (
    <svg class="key-ring" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
      <circle cx="9" cy="9" r="3" /><circle class="ring" cx="9" cy="9" r="7" stroke-dasharray={`${length * part} ${length}`} transform="rotate(-90 9 9)" />
    </svg>
  );
}

export function Legend({ clustered }: { clustered: boolean }) {
  return (
    <details class="legend">
      <summary>{t('map.legend')}</summary>
      <ul>
        {kSeverities.map((severity) => <li key={severity}><SeverityGlyph severity={severity} /><SeverityWord severity={severity} /></li>)}
        <li><Ring part={0.95} />{t('map.legend.confidence', { n: 95 })}</li>
        <li><Ring part={0.5} />{t('map.legend.confidence', { n: 50 })}</li>
        <li><span class="key-dots" aria-hidden="true">•••</span>{t('map.legend.impact')}</li>
        {clustered && <li><span class="key key-count" aria-hidden="true">12</span>{t('map.legend.count')}</li>}
        <li><span class="key key-node" />{t('map.legend.node')}</li>
        <li><span class="key key-node stale" />{t('map.legend.stale')}</li>
        <li><span class="key key-circle" />{t('map.legend.circle')}</li>
        {!base.value?.outlines && <li><span class="key key-commune" />{t('map.legend.commune')}</li>}
        {base.value?.border && <li><span class="key key-border" />{t('map.legend.border')}</li>}
      </ul>
    </details>
  );
}
