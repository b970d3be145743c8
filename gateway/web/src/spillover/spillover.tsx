// Commune by foreign operator: level against the coordination trigger, the domestic level beside it, the trend. Printable for bilateral talks.
import { t } from '../i18n';
import { useAsk } from '../state/ask';
import { Ledger } from '../shell/table';
import { dbm, fieldStrength, kNone, megahertz, number } from '../text/format';

interface SpilloverRow {
  emitter_id: string;
  commune: string;
  foreign_plmn: string;
  foreign_operator?: string;
  frequency_hz: number;
  level_dbm?: number;
  field_dbuv_m_5mhz?: number;
  trigger_dbuv_m_5mhz?: number;
  trigger_source?: string;
  hours_a_day?: number;
  domestic_level_dbm?: number;
  trend_db_per_week?: number;
  coverage_hole?: boolean;
}

function Row({ row }: { row: SpilloverRow }) {
  const above = row.field_dbuv_m_5mhz !== undefined && row.trigger_dbuv_m_5mhz !== undefined && row.field_dbuv_m_5mhz > row.trigger_dbuv_m_5mhz;
  return (
    <tr>
      <td>{row.commune}</td>
      <td>{row.foreign_operator ?? ''} {row.foreign_plmn}</td>
      <td class="figure">{megahertz(row.frequency_hz)}</td>
      <td class="figure">{dbm(row.level_dbm)}</td>
      <td class="figure">{fieldStrength(row.field_dbuv_m_5mhz)} {above && <span class="mark warn">{t('spillover.above')}</span>}</td>
      <td class="figure" title={row.trigger_source}>{fieldStrength(row.trigger_dbuv_m_5mhz)}</td>
      <td class="figure">{number(row.hours_a_day, 1)}</td>
      <td class="figure">{dbm(row.domestic_level_dbm)} {row.coverage_hole && <span class="mark">{t('spillover.hole')}</span>}</td>
      <td class="figure">{row.trend_db_per_week === undefined ? kNone : number(row.trend_db_per_week, 1)}</td>
    </tr>
  );
}

export function SpilloverPage() {
  const { answer, problem } = useAsk<{ rows: SpilloverRow[] }>('/api/v1/spillover');
  const columns = [
    { name: t('incident.place') }, { name: t('spillover.operator') }, { name: t('field.frequency'), figure: true }, { name: t('field.rsrp'), figure: true },
    { name: t('spillover.field'), figure: true }, { name: t('spillover.trigger'), figure: true }, { name: t('spillover.hours'), figure: true },
    { name: t('spillover.domestic'), figure: true }, { name: t('spillover.trend'), figure: true },
  ];
  return (
    <Ledger id="spillover-title" title={t('nav.spillover')} columns={columns} problem={problem.value} none={t('spillover.none')}
      rows={answer.value?.rows.map((row) => <Row key={`${row.emitter_id}/${row.commune}`} row={row} />)}>
      <button type="button" class="no-print" onClick={() => { window.print(); }}>{t('print')}</button>
    </Ledger>
  );
}
