// The East Sea in the corner of every map: both archipelagos by name, and a press shows them on the map itself.
import { lang, t } from '../i18n';
import { base } from '../state/watch';
import { islandsOf } from './islands';

const kWest = 101.5;
const kNorth = 24;
const kScale = 9; // units per degree: a plate carrée is enough for a locator

const x = (longitude: number): number => (longitude - kWest) * kScale;
const y = (latitude: number): number => (kNorth - latitude) * kScale;

export function EastSeaInset({ onPress }: { onPress: () => void }) {
  const here = base.value?.communes[0];
  return (
    <button type="button" class="inset" title={t('map.eastsea.show')} onClick={onPress}>
      <span class="inset-title">{t('map.eastsea')}</span>
      <svg viewBox="0 0 172 164" width="172" height="164">
        {here && <rect class="inset-here" x={x(here.longitude) - 3} y={y(here.latitude) - 3} width="6" height="6" />}
        {here && <text class="inset-here-name" x={x(here.longitude) + 7} y={y(here.latitude) + 3}>{base.value?.province.name}</text>}
        {islandsOf(base.value).map((island) => {
          const name = lang.value === 'vi' ? island.name_vi : island.name_en;
          const split = name.lastIndexOf(' (');
          return (
            <g key={island.name_vi} class="inset-island">
              <ellipse cx={x(island.longitude)} cy={y(island.latitude)} rx="13" ry="9" />
              <circle cx={x(island.longitude)} cy={y(island.latitude)} r="2" />
              <text x={x(island.longitude)} y={y(island.latitude) + 20}>{name.slice(0, split)}</text>
              <text x={x(island.longitude)} y={y(island.latitude) + 30}>{name.slice(split)}</text>
            </g>
          );
        })}
      </svg>
    </button>
  );
}
