// The alarm system measured against its own promise: rates, times, and what false alarms there were.
import { t } from '../i18n';
import { useAsk } from '../state/ask';
import { duration, kNone, number, percent } from '../text/format';

interface Kpi {
  alarms: number;
  alarms_per_hour: number;
  most_alarms_in_10_min: number;
  limits?: { alarms_per_10_min?: number; flood_in_10_min?: number };
  acknowledged: number;
  acknowledge_median_s?: number;
  acknowledge_p90_s?: number;
  false_alarms?: { confirmed: number; dismissed: number; expected?: number };
  availability?: { node: string; ratio: number }[];
}

const inWords = (s: number | undefined): string => (s === undefined ? kNone : duration(s * 1000));

export function Figures() {
  const { answer, problem } = useAsk<Kpi>('/api/v1/kpi');
  const kpi = answer.value;
  const facts: [string, string][] = kpi ? [
    [t('kpi.alarms'), number(kpi.alarms)],
    [t('kpi.rate'), number(kpi.alarms_per_hour, 2)],
    [t('kpi.most'), number(kpi.most_alarms_in_10_min)],
    [t('kpi.median'), inWords(kpi.acknowledge_median_s)],
    [t('kpi.p90'), inWords(kpi.acknowledge_p90_s)],
    [t('kpi.dismissed'), kpi.false_alarms ? t('kpi.dismissed.value', { dismissed: kpi.false_alarms.dismissed, confirmed: kpi.false_alarms.confirmed }) : kNone],
  ] : [];
  return (
    <section class="page" aria-labelledby="kpi-title">
      <h2 id="kpi-title">{t('kpi.title')}</h2>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {kpi && (
        <div class="card">
          <dl class="facts">{facts.map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
          {(kpi.availability ?? []).length > 0 && <><h3>{t('kpi.availability')}</h3><p>{kpi.availability?.map((each) => `${each.node} ${percent(each.ratio)}`).join(' · ')}</p></>}
        </div>
      )}
    </section>
  );
}
