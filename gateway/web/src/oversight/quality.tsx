// "Đúng, đủ, sạch, sống" as numbers, per node and stream.
import { t, word } from '../i18n';
import { useAsk } from '../state/ask';
import { duration, number, percent } from '../text/format';

interface Stream {
  node: string;
  stream: string;
  reports: number;
  correct_ratio?: number;
  complete_ratio?: number;
  clean_ratio?: number;
  fresh_s?: number;
  limit_s?: number;
  state: string;
}

export function Quality() {
  const { answer, problem } = useAsk<{ quality: Stream[] }>('/api/v1/quality');
  const rows = answer.value?.quality ?? [];
  return (
    <section class="page" aria-labelledby="quality-title">
      <h2 id="quality-title">{t('quality.title')}</h2>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {rows.length === 0 ? <p class="muted">{t('quality.none')}</p> : (
        <div class="scroll card" tabIndex={0} role="region" aria-labelledby="quality-title">
          <table>
            <thead><tr><th>{t('nav.nodes')}</th><th>{t('quality.stream')}</th><th class="figure">{t('quality.reports')}</th><th class="figure">{t('quality.correct')}</th><th class="figure">{t('quality.complete')}</th><th class="figure">{t('quality.clean')}</th><th class="figure">{t('quality.fresh')}</th><th>{t('state')}</th></tr></thead>
            <tbody>{rows.map((row) => (
              <tr key={`${row.node}/${row.stream}`} class={row.state === 'stale' ? 'stale' : ''}>
                <td>{row.node}</td><td>{word('quality.stream', row.stream)}</td><td class="figure">{number(row.reports)}</td><td class="figure">{percent(row.correct_ratio)}</td>
                <td class="figure">{percent(row.complete_ratio)}</td><td class="figure">{percent(row.clean_ratio)}</td>
                <td class="figure">{row.fresh_s === undefined ? '' : duration(row.fresh_s * 1000)}</td><td>{word('quality.state', row.state)}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
