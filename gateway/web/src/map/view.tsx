// The map's place in the page. The map itself arrives as its own file; if it cannot, the list beside it is enough.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Incident, Node } from '../api/types';
import { lang, t } from '../i18n';
import { filterOf } from '../incident/filter';
import { gather } from '../state/gather';
import { go, hrefOf, route } from '../state/route';
import { scheme } from '../state/theme';
import { base, incidents as known, lastEvent, nodes as nodesNow, olderCursor } from '../state/watch';
import { askClusters, kMarksAtMost, type ClusterSet, type Layer, type MapExtent } from './clusters';
import { EastSeaInset } from './inset';
import { Legend } from './legend';
import type { MapHandle } from './map';
import { askOutlines, outlines } from './outlines';
import { LayerPanel, layerOf, reachesOf, spanOf } from './panel';

interface Props {
  /** Read inside an effect: may depend on signals. */
  incidents: () => readonly Incident[];
  /** The main map keeps the operator's place and has an inset, layers and a legend; a small one centres on its incident. */
  main: boolean;
  /** Of another time than now (replay); undefined: as they are. */
  nodes?: () => readonly Node[];
  /** Whom to look at and mark; read inside an effect. */
  look?: () => Incident | undefined;
  /** Nobody presses anything here (wall screen). */
  bare?: boolean;
}

const kMoveMs = 150;
const kEventMs = 5000;

interface Question {
  layer: Layer;
  hours: number;
  extra: Record<string, string>;
}

/** What has to be counted by the server; undefined: every mark is drawn by itself. */
function questionOf(): Question | undefined {
  const { query } = route.value;
  const layer = layerOf(query);
  if (layer !== 'incidents') return { layer, hours: spanOf(query), extra: {} };
  const filter = filterOf(query);
  const whole = filter.kind === '' && filter.node === '' && filter.q === '';
  const few = known.value.size <= kMarksAtMost && olderCursor.value === undefined;
  if (!whole || few) return undefined;
  return { layer, hours: 0, extra: filter.state === 'active' ? { state: 'active' } : {} };
}

const hasExercises = (): boolean => [...known.value.values()].some((incident) => incident.exercise);

export function MapView({ incidents, main, nodes, look, bare }: Props) {
  const target = useRef<HTMLDivElement>(null);
  const handle = useSignal<MapHandle | undefined>(undefined);
  const failed = useSignal(false);
  const extent = useSignal<MapExtent | undefined>(undefined);
  const counted = useSignal<readonly ClusterSet[]>([]);
  const plain = !main || bare === true || nodes !== undefined; // nothing of the address concerns this map

  useEffect(() => {
    let gone = false;
    import('./map')
      .then(({ createMap }) => {
        if (gone || !target.current) return;
        handle.value = createMap(target.current, {
          openIncident: (id) => { go(hrefOf('incident', nodes ? {} : Object.fromEntries(route.value.query), id)); },
          openNode: (node) => { go(hrefOf('nodes', { node })); },
          openCluster: (id) => { if (layerOf(route.value.query) === 'cells') go(hrefOf('emitter', {}, id)); else if (layerOf(route.value.query) === 'incidents') go(hrefOf('incident', {}, id)); },
          moved: (seen) => { extent.value = seen; },
        }, main && !bare);
      })
      .catch(() => { failed.value = true; });
    return () => {
      gone = true;
      handle.value?.destroy();
    };
  }, [handle, failed, main]); // eslint-disable-line react-hooks/exhaustive-deps -- the rest never changes for one map

  useSignalEffect(() => {
    if (base.value?.outlines) void askOutlines();
  });

  // The latest question alone is answered on the map: an answer to an older one comes too late and is dropped.
  useEffect(() => {
    if (plain) return undefined;
    let asked = 0;
    let stopped = false;
    const ask = (): void => {
      const question = questionOf();
      const seen = extent.peek();
      asked += 1;
      const mine = asked;
      if (!question || !seen) {
        if (counted.peek().length > 0) counted.value = [];
        return;
      }
      askClusters(seen, question.layer, question.hours, question.extra, hasExercises())
        .then((sets) => { if (!stopped && mine === asked) counted.value = sets; })
        .catch(() => undefined); // the connection mark in the header says so
    };
    const soon = gather(ask, kMoveMs);
    const later = gather(ask, kEventMs);
    const stop = extent.subscribe(() => { soon(); });
    const stopRoute = route.subscribe(() => { soon(); });
    const stopEvents = lastEvent.subscribe(() => { later(); });
    return () => {
      stopped = true;
      stop();
      stopRoute();
      stopEvents();
      soon.cancel();
      later.cancel();
    };
  }, [plain, extent, counted]);

  useSignalEffect(() => {
    const marked = plain || questionOf() === undefined;
    const shown = marked ? incidents() : [];
    const selected = route.value.view === 'incident' ? route.value.id : undefined;
    handle.value?.show({
      base: base.value, nodes: nodes ? nodes() : nodesNow.value, incidents: shown, selected: look ? look()?.id : main ? selected : shown[0]?.id, lang: lang.value,
      clusters: plain || marked ? [] : counted.value, reaches: plain ? [] : reachesOf(route.value.query), outlines: outlines.value,
      shares: main ? [] : (shown[0]?.place?.communes ?? []),
    });
  });
  useSignalEffect(() => {
    const place = look?.()?.place;
    if (place) handle.value?.lookAt(place);
  });
  useSignalEffect(() => {
    if (scheme.value) handle.value?.recolour();
  });

  const clustered = !plain && questionOf() !== undefined;
  return (
    <section class={main ? 'map map-main' : 'map map-small'} aria-label={t('map')}>
      <div class="map-canvas" ref={target} tabIndex={main && !bare ? 0 : -1} data-ready={handle.value ? 'true' : 'false'} data-counts={String(counted.value.reduce((sum, set) => sum + set.clusters.length, 0))} />
      {failed.value && <p class="map-failed" role="alert">{t('map.failed')}</p>}
      {main && <EastSeaInset onPress={() => handle.value?.fitEastSea()} />}
      {main && !failed.value && !bare && (
        <div class="map-buttons">
          <button type="button" aria-label={t('map.zoom_in')} title={t('map.zoom_in')} onClick={() => handle.value?.zoom(1)}>+</button>
          <button type="button" aria-label={t('map.zoom_out')} title={t('map.zoom_out')} onClick={() => handle.value?.zoom(-1)}>−</button>
          <button type="button" onClick={() => handle.value?.fitProvince()}>{t('map.province')}</button>
          {!nodes && <a class="button" href={hrefOf('replay')}>{t('replay.open')}</a>}
          {!nodes && <a class="button" href={hrefOf('wall')}>{t('wall.open')}</a>}
        </div>
      )}
      {main && !failed.value && !bare && <div class="map-corner"><Legend clustered={clustered} />{!plain && <LayerPanel />}</div>}
      {base.value?.tiles?.attribution && main && <p class="map-source">{base.value.tiles.attribution}</p>}
    </section>
  );
}
