// Dismissing with its reason, and at once the question whether the same should not be shown again for a while: a rule with an end, tried
// on the past ninety days before it can be made.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post } from '../api/client';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { Dialog } from '../shell/dialog';
import { problemOf } from '../state/ask';
import { number } from '../text/format';
import { networkName } from '../text/plmn';
import { actOnMany, asking, targets } from './queue';
import { isNarrow, ruleOf, scopeOf, type Scope } from './rule';

const kReasons = ['test', 'carrier', 'receiver', 'known', 'indoor'] as const;
const kDays = [1, 7, 30, 90];

interface Trial {
  would_have_hidden: number;
  confirmed_among_them: number;
}

export function scopeWords(scope: Scope): string {
  return [
    scope.kind && word('kind', scope.kind), scope.plmn && networkName(scope.plmn), scope.cell_id !== undefined && `${t('field.cell_id')} ${number(scope.cell_id, 0, false)}`,
    scope.node, scope.commune_code,
  ].filter(Boolean).join(' · ');
}

function Offer({ scope, reason, onClose }: { scope: Scope; reason: string; onClose: () => void }) {
  const days = useSignal(7);
  const trial = useSignal<Trial | undefined>(undefined);
  const problem = useSignal('');
  const body = () => ruleOf(scope, reason, days.value, Date.now());
  const fail = (error: unknown): void => { problem.value = problemOf(error); };
  useEffect(() => { post<Trial>('/api/v1/suppressions/dry-run', body()).then((answer) => { trial.value = answer; }).catch(fail); }, []); // eslint-disable-line react-hooks/exhaustive-deps -- once: the days change nothing of the past
  return (
    <form class="action-form" data-offer onSubmit={(event) => { event.preventDefault(); post('/api/v1/suppressions', body()).then(onClose).catch(fail); }}>
      <p class="done" role="status">{t('triage.dismissed')}</p>
      <h3>{t('triage.offer')}</h3>
      <p><b>{scopeWords(scope)}</b></p>
      <p class={trial.value && trial.value.confirmed_among_them > 0 ? 'alert' : 'note'} role="status">
        {trial.value ? t('silence.trial', { n: trial.value.would_have_hidden, confirmed: trial.value.confirmed_among_them }) : t('loading')}
      </p>
      <label>{t('silence.days')}
        <select value={days.value} onChange={(event) => { days.value = Number(event.currentTarget.value); }}>{kDays.map((n) => <option key={n} value={n}>{n}</option>)}</select>
      </label>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <div class="action-buttons">
        <button type="submit" disabled={!trial.value}>{t('silence.make')}</button>
        <button type="button" class="primary" onClick={onClose}>{t('triage.offer.no')}</button>
      </div>
    </form>
  );
}

function Reason({ incidents, onDone }: { incidents: readonly Incident[]; onDone: (reason: string) => void }) {
  const text = useSignal('');
  const problem = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { field.current?.focus(); }, []);
  const send = (): void => {
    actOnMany(incidents.map((each) => each.id), 'dismiss', text.value)
      .then((outcome) => {
        if (outcome.done.length > 0) onDone(text.value);
        else problem.value = t('error.conflict');
      })
      .catch((error: unknown) => { problem.value = problemOf(error); });
  };
  return (
    <form class="action-form" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <p class="muted">{incidents.length === 1 ? `${t('incident.title', { id: incidents[0]?.id ?? 0 })} · ${word('kind', incidents[0]?.kind ?? '')}` : t('triage.picked', { n: incidents.length })}</p>
      <div class="chips">{kReasons.map((each) => (
        <button key={each} type="button" class="chip" onClick={() => { text.value = t(`triage.reason.${each}`); field.current?.focus(); }}>{t(`triage.reason.${each}`)}</button>
      ))}</div>
      <label>{t('action.reason')}
        <textarea ref={field} rows={2} maxLength={2000} required value={text.value} onInput={(event) => { text.value = event.currentTarget.value; }}
          onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.value.trim() !== '') send(); }} />
      </label>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <div class="action-buttons"><button type="submit" class="primary" disabled={text.value.trim() === ''}>{t('action.dismiss')}</button></div>
    </form>
  );
}

export function Dismiss({ onChange }: { onChange: () => void }) {
  const incidents = useRef(targets()).current; // what was in hand when the window opened stays its subject
  const reason = useSignal<string | undefined>(undefined);
  const close = (): void => { asking.value = undefined; };
  const scope = scopeOf(incidents);
  const done = (text: string): void => {
    onChange();
    if (isNarrow(scope)) reason.value = text;
    else close();
  };
  if (incidents.length === 0) return null;
  return (
    <Dialog id="dismiss-title" title={t('action.dismiss')} onClose={close}>
      {reason.value === undefined ? <Reason incidents={incidents} onDone={done} /> : <Offer scope={scope} reason={reason.value} onClose={close} />}
    </Dialog>
  );
}
