// The alarm system measured against its own promise: rates, times, and what false alarms there were.
import { t, word } from '../i18n';
import { useAsk } from '../state/ask';
import { refine, route } from '../state/route';
import { day, duration, kNone, number, percent } from '../text/format';
import { judgementOf, upperBound, type FalseAlarms } from './certificate';

interface Kpi {
  since?: string;
  until?: string;
  alarms: number;
  alarms_per_hour: number;
  most_alarms_in_10_min: number;
  limits?: { alarms_per_hour?: number; most_alarms_in_10_min?: number; source?: string };
  acknowledged: number;
  acknowledge_median_s?: number;
  acknowledge_p90_s?: number;
  false_alarms?: FalseAlarms;
  nuisances?: { source: string; dismissed: number }[];
  availability?: { node: string; ratio: number }[];
}

const kDays = [1, 7, 30, 90, 365];
const kDayMs = 86_400_000;
const kAvailable = 0.95;

const inWords = (s: number | undefined): string => (s === undefined ? kNone : s < 60 ? t('duration.seconds', { s: number(s) }) : duration(s * 1000));

/** A figure with its limit: a bar that is full at the limit, and words for who sees no colours. */
function Gauge({ label, value, limit, text }: { label: string; value: number; limit: number | undefined; text: string }) {
  const over = limit !== undefined && value > limit;
  return (
    <div class={`gauge ${over ? 'over' : ''}`}>
      <span class="muted">{label}</span>
      <b>{text}</b>
      {limit !== undefined && <meter min={0} max={Math.max(limit * 1.5, value)} high={limit} value={value} aria-label={label} />}
      {limit !== undefined && <span class="note">{t(over ? 'kpi.over' : 'kpi.under', { limit: number(limit) })}</span>}
    </div>
  );
}

/** "kind/rule" in words. */
function nuisanceWords(source: string): string {
  const [kind = '', rule = ''] = source.split('/', 2);
  return `${word('kind', kind)}${rule ? ` · ${rule}` : ''}`;
}

function Certificate({ kpi, figures }: { kpi: Kpi; figures: FalseAlarms }) {
  const judged = figures.confirmed + figures.dismissed;
  return (
    <section class="card certificate" aria-labelledby="certificate-title">
      <h3 id="certificate-title">{t('certificate.title')}</h3>
      <p class="note">{t('certificate.period', { from: day(kpi.since ?? ''), until: day(kpi.until ?? '') })}</p>
      <dl class="facts">
        <dt>{t('certificate.judged')}</dt><dd>{number(judged)} / {number(kpi.alarms)}</dd>
        <dt>{t('certificate.measured')}</dt><dd>{number(figures.dismissed)} ({percent(judged === 0 ? undefined : figures.dismissed / judged)})</dd>
        <dt>{t('certificate.expected')}</dt><dd>{number(figures.expected, 1)}</dd>
        <dt>{t('certificate.bound')}</dt><dd>≤ {percent(upperBound(figures.dismissed, judged))}</dd>
      </dl>
      <p class={judgementOf(figures) === 'sure' ? 'alert' : 'note'}>{t(`certificate.${judgementOf(figures)}`)}</p>
      <p class="note">{t('certificate.how')}</p>
    </section>
  );
}

export function Figures() {
  const days = Number(route.value.query.get('days') ?? 30);
  const since = new Date(Math.floor(Date.now() / 60_000) * 60_000 - days * kDayMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const { answer, problem } = useAsk<Kpi>(`/api/v1/kpi?since=${since}`);
  const kpi = answer.value;
  return (
    <section class="page" aria-labelledby="kpi-title">
      <header class="list-head"><h2 id="kpi-title">{t('kpi.title')}</h2>
        <span class="inline-form no-print">
          <select aria-label={t('kpi.period')} value={days} onChange={(event) => { refine({ days: event.currentTarget.value }); }}>{kDays.map((n) => <option key={n} value={n}>{t('kpi.days', { n })}</option>)}</select>
          <button type="button" onClick={() => { window.print(); }}>{t('print')}</button>
        </span>
      </header>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {kpi && (
        <>
          <div class="card gauges">
            <Gauge label={t('kpi.alarms')} value={kpi.alarms} limit={undefined} text={number(kpi.alarms)} />
            <Gauge label={t('kpi.rate')} value={kpi.alarms_per_hour} limit={kpi.limits?.alarms_per_hour} text={number(kpi.alarms_per_hour, 2)} />
            <Gauge label={t('kpi.most')} value={kpi.most_alarms_in_10_min} limit={kpi.limits?.most_alarms_in_10_min} text={number(kpi.most_alarms_in_10_min)} />
            <Gauge label={t('kpi.acknowledged')} value={kpi.acknowledged} limit={undefined} text={`${number(kpi.acknowledged)} / ${number(kpi.alarms)}`} />
            <Gauge label={t('kpi.median')} value={0} limit={undefined} text={inWords(kpi.acknowledge_median_s)} />
            <Gauge label={t('kpi.p90')} value={0} limit={undefined} text={inWords(kpi.acknowledge_p90_s)} />
          </div>
          <div class="halves">
            {kpi.false_alarms && <Certificate kpi={kpi} figures={kpi.false_alarms} />}
            <section class="card" aria-labelledby="nuisance-title">
              <h3 id="nuisance-title">{t('kpi.nuisances')}</h3>
              {(kpi.nuisances ?? []).length === 0 ? <p class="muted">{t('kpi.nuisances.none')}</p> : <ul class="plain">{kpi.nuisances?.map((each) => <li key={each.source}>{nuisanceWords(each.source)} <b>{number(each.dismissed)}</b></li>)}</ul>}
              {(kpi.availability ?? []).length > 0 && (
                <>
                  <h3>{t('kpi.availability')}</h3>
                  <ul class="plain">{kpi.availability?.map((each) => <li key={each.node}><meter min={0} max={1} low={kAvailable} optimum={1} value={each.ratio} aria-label={each.node} /> {each.node} <b class={each.ratio < kAvailable ? 'alert' : ''}>{percent(each.ratio)}</b></li>)}</ul>
                </>
              )}
            </section>
          </div>
        </>
      )}
    </section>
  );
}
