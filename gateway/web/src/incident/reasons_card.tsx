// Why: each rule that fired, what was measured against what was expected, and what would refute it.
import type { Reason } from '../api/types';
import { t, word } from '../i18n';
import { facts, refutation, sentence, type Fact } from './reasons';

function FactList({ title, list }: { title: string; list: Fact[] }) {
  if (list.length === 0) return null;
  return (
    <div>
      <span class="muted">{title}</span>
      <ul>{list.map((fact) => <li key={fact.label}>{fact.label && <span class="fact-label">{fact.label} </span>}<b>{fact.value}</b></li>)}</ul>
    </div>
  );
}

/** What would clear an incident of this kind as a whole; each rule that fired says besides what would refute it alone. */
function WouldClear({ rules }: { rules: readonly string[] }) {
  if (rules.length === 0) return null;
  return (
    <div class="reason-refute would-clear">
      <h3>{t('reason.clear')}</h3>
      <ul class="dots">{rules.map((rule) => <li key={rule}>{word('clear', rule)}</li>)}</ul>
    </div>
  );
}

export function Reasons({ reasons, refutedBy }: { reasons: readonly Reason[]; refutedBy: readonly string[] }) {
  return (
    <section class="card reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">{t('reasons')}</h2>
      {reasons.length === 0 && <p class="muted">{t('reasons.none')}</p>}
      <ol>
        {reasons.map((reason, index) => (
          <li key={`${reason.rule}${index}`} class="reason" data-rule={reason.rule}>
            <p class="reason-sentence">{sentence(reason)}</p>
            <div class="reason-facts">
              <FactList title={t('reason.measured')} list={facts(reason.measured)} />
              <FactList title={t('reason.expected')} list={facts(reason.expected)} />
            </div>
            <p class="reason-refute"><span class="muted">{t('reason.refute')}:</span> {refutation(reason)}</p>
            <p class="reason-rule">{t('reason.rule', { rule: reason.rule, version: reason.version })}</p>
          </li>
        ))}
      </ol>
      <WouldClear rules={refutedBy} />
    </section>
  );
}
