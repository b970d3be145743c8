// The band plan as a ribbon over the spectrum: one row a country, each block where it lies.
import { t, word } from '../i18n';
import { number } from '../text/format';
import { countryName } from '../text/plmn';
import { allocationsIn, type Allocation } from './bandplan';
import type { Range } from './rows';

/** "left 12 %, width 8 %" of the range, cut at its ends. */
export function share(each: Range, range: Range): { left: string; width: string } {
  const span = range.high_hz - range.low_hz;
  const left = Math.max(0, (each.low_hz - range.low_hz) / span);
  const right = Math.min(1, (each.high_hz - range.low_hz) / span);
  return { left: `${(100 * left).toFixed(3)}%`, width: `${(100 * Math.max(0, right - left)).toFixed(3)}%` };
}

function told({ operator, band, direction, low_hz, high_hz }: Allocation): string {
  return `${operator} · ${band} · ${number(low_hz / 1e6, 1, false)}–${number(high_hz / 1e6, 1, false)} MHz · ${word('spectrum.direction', direction)}`;
}

export function Ribbon({ range }: { range: Range }) {
  const blocks = allocationsIn(range);
  const countries = [...new Set(blocks.map((block) => block.country))].sort((a, b) => Number(b === 'VN') - Number(a === 'VN'));
  if (blocks.length === 0) return <p class="note">{t('spectrum.bandplan.none')}</p>;
  return (
    <div class="ribbon" role="group" aria-label={t('spectrum.bandplan')}>
      {countries.map((country) => (
        <div key={country} class={`ribbon-row ribbon-${country}`}>
          <span class="ribbon-country">{countryName(country)}</span>
          <ul>
            {blocks.filter((block) => block.country === country).map((block) => (
              <li key={`${block.operator}${block.low_hz}`} style={share(block, range)} title={told(block)}>{block.operator}{block.direction === 'up' && ' ↑'}</li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
