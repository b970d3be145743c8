// The map's place in the page. The map itself arrives as its own file; if it cannot, the list beside it is enough.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Incident } from '../api/types';
import { lang, t } from '../i18n';
import { SeverityGlyph, SeverityWord } from '../incident/severity';
import { kSeverities } from '../incident/filter';
import { go, hrefOf, route } from '../state/route';
import { base, nodes } from '../state/watch';
import { EastSeaInset } from './inset';
import type { MapHandle } from './map';

interface Props {
  /** Read inside an effect: may depend on signals. */
  incidents: () => readonly Incident[];
  /** The main map keeps the operator's place and has an inset and a legend; a small one centres on its incident. */
  main: boolean;
}

function Legend() {
  return (
    <details class="legend">
      <summary>{t('map.legend')}</summary>
      <ul>
        {kSeverities.map((severity) => <li key={severity}><SeverityGlyph severity={severity} /><SeverityWord severity={severity} /></li>)}
        <li><span class="key key-node" />{t('map.legend.node')}</li>
        <li><span class="key key-node stale" />{t('map.legend.stale')}</li>
        <li><span class="key key-circle" />{t('map.legend.circle')}</li>
        <li><span class="key key-commune" />{t('map.legend.commune')}</li>
        {base.value?.border && <li><span class="key key-border" />{t('map.legend.border')}</li>}
      </ul>
    </details>
  );
}

export function MapView({ incidents, main }: Props) {
  const target = useRef<HTMLDivElement>(null);
  const handle = useSignal<MapHandle | undefined>(undefined);
  const failed = useSignal(false);

  useEffect(() => {
    let gone = false;
    import('./map')
      .then(({ createMap }) => {
        if (gone || !target.current) return;
        handle.value = createMap(target.current, {
          openIncident: (id) => { go(hrefOf('incident', Object.fromEntries(route.value.query), id)); },
          openNode: (node) => { go(hrefOf('nodes', { node })); },
        }, main);
      })
      .catch(() => { failed.value = true; });
    return () => {
      gone = true;
      handle.value?.destroy();
    };
  }, [handle, failed, main]);

  useSignalEffect(() => {
    handle.value?.show({ base: base.value, nodes: nodes.value, incidents: incidents(), selected: route.value.id, lang: lang.value });
  });

  return (
    <section class={main ? 'map map-main' : 'map map-small'} aria-label={t('map')}>
      <div class="map-canvas" ref={target} tabIndex={main ? 0 : -1} data-ready={handle.value ? 'true' : 'false'} />
      {failed.value && <p class="map-failed" role="alert">{t('map.failed')}</p>}
      {main && <EastSeaInset onPress={() => handle.value?.fitEastSea()} />}
      {main && !failed.value && (
        <div class="map-buttons">
          <button type="button" aria-label={t('map.zoom_in')} title={t('map.zoom_in')} onClick={() => handle.value?.zoom(1)}>+</button>
          <button type="button" aria-label={t('map.zoom_out')} title={t('map.zoom_out')} onClick={() => handle.value?.zoom(-1)}>−</button>
          <button type="button" onClick={() => handle.value?.fitProvince()}>{t('map.province')}</button>
        </div>
      )}
      {main && !failed.value && <Legend />}
    </section>
  );
}
