// What the map shows besides incidents, chosen here and kept in the address.
import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { get } from '../api/client';
import type { Detectable } from '../api/types';
import { t, word } from '../i18n';
import { now } from '../state/clock';
import { refine, route } from '../state/route';
import { dbfs, dbm, kNone, metres, number, percent, shortTime } from '../text/format';
import { kLayers, kSpans, type Layer } from './clusters';
import { bandsOf, isOld, kEmitters, reachM, type Emitter } from './detectability';
import type { Reach } from './features';

export const detectable = signal<readonly Detectable[] | undefined>(undefined);

export function layerOf(query: URLSearchParams): Layer {
  return kLayers.find((each) => each === query.get('layer')) ?? 'incidents';
}

export function spanOf(query: URLSearchParams): number {
  return kSpans[query.get('span') ?? '24h'] ?? 24;
}

function emitterOf(query: URLSearchParams): Emitter {
  return kEmitters.find((each) => each.key === query.get('emitter')) ?? (kEmitters[0] as Emitter);
}

/** The chosen band; the lowest one when the address names none that there is. */
function bandOf(query: URLSearchParams): ReturnType<typeof bandsOf>[number] | undefined {
  const bands = bandsOf(detectable.value ?? []);
  return bands.find((band) => band.key === query.get('reach')) ?? bands[0];
}

function rowsOfBand(query: URLSearchParams): readonly Detectable[] {
  const rows = detectable.value ?? [];
  const chosen = bandOf(query);
  return rows.filter((row) => row.band.low_hz === chosen?.low_hz && row.band.high_hz === chosen.high_hz);
}

export function reachesOf(query: URLSearchParams): Reach[] {
  if (!query.get('reach')) return [];
  return rowsOfBand(query).map((row): Reach => {
    const reach_m = reachM(row, emitterOf(query));
    return { node: row.node, latitude: row.latitude, longitude: row.longitude, old: isOld(row, now.value), ...(reach_m === undefined ? {} : { reach_m }) };
  });
}

/** A range as two numbers of MHz, joined by a dash that does not break. */
function mhzRange(band: { low_hz: number; high_hz: number }): string {
  return `${number(band.low_hz / 1e6, 1, false)}–${number(band.high_hz / 1e6, 1, false)} MHz`;
}

function ReachTable({ query }: { query: URLSearchParams }) {
  const rows = rowsOfBand(query);
  const bands = bandsOf(detectable.value ?? []);
  if (detectable.value?.length === 0) return <p class="note">{t('map.reach.none')}</p>;
  return (
    <>
      <label>{t('map.reach.band')}
        <select value={bandOf(query)?.key ?? ''} onChange={(event) => { refine({ reach: event.currentTarget.value }); }}>
          {bands.map((band) => <option key={band.key} value={band.key}>{mhzRange(band)}</option>)}
        </select>
      </label>
      <label>{t('map.reach.emitter')}
        <select value={emitterOf(query).key} onChange={(event) => { refine({ emitter: event.currentTarget.value }); }}>
          {kEmitters.map((each) => <option key={each.key} value={each.key}>{word('map.emitter', each.key)}</option>)}
        </select>
      </label>
      <table>
        <thead><tr><th>{t('observations.node')}</th><th class="figure">{t('map.reach.weakest')}</th><th class="figure">{t('map.reach.distance')}</th><th class="figure">{t('map.reach.beacons')}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.node} class={isOld(row, now.value) ? 'stale' : ''} title={`${t('map.reach.at')} ${shortTime(row.at, now.value)}`}>
              <td>{row.node}</td>
              <td class="figure">{row.detectable_dbm === undefined ? dbfs(row.detectable_dbfs) : dbm(row.detectable_dbm)}</td>
              <td class="figure">{metres(reachM(row, emitterOf(query)))}</td>
              <td class="figure">{row.beacons_expected ? percent((row.beacons_heard ?? 0) / row.beacons_expected) : kNone}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{t('map.reach.model')}</p>
    </>
  );
}

export function LayerPanel() {
  const { query } = route.value;
  const layer = layerOf(query);
  const reach = query.get('reach');
  useEffect(() => {
    if (!reach || detectable.value) return;
    get<{ rows: Detectable[] }>('/api/v1/map/detectability')
      .then((answer) => { detectable.value = answer.rows; })
      .catch(() => { detectable.value = []; });
  }, [reach]);
  return (
    <details class="legend layers" open={layer !== 'incidents' || Boolean(reach)}>
      <summary>{t('map.layers')}</summary>
      <fieldset>
        <legend class="hidden">{t('map.layers')}</legend>
        {kLayers.map((each) => (
          <label key={each} class="choice"><input type="radio" name="layer" checked={layer === each} onChange={() => { refine({ layer: each === 'incidents' ? '' : each }); }} />{word('map.layer', each)}</label>
        ))}
      </fieldset>
      {layer !== 'incidents' && (
        <label>{t('map.span')}
          <select value={query.get('span') ?? '24h'} onChange={(event) => { refine({ span: event.currentTarget.value }); }}>
            {Object.keys(kSpans).map((span) => <option key={span} value={span}>{word('span', span)}</option>)}
          </select>
        </label>
      )}
      <label class="choice"><input type="checkbox" checked={Boolean(reach)} onChange={(event) => { refine({ reach: event.currentTarget.checked ? 'any' : '' }); }} />{t('map.reach')}</label>
      {reach && (detectable.value === undefined ? <p class="note">{t('loading')}</p> : <ReachTable query={query} />)}
    </details>
  );
}
