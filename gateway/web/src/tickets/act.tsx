// What may be done with a ticket now: one press for what needs no words, a small form for what does.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post, session } from '../api/client';
import type { Ticket } from '../api/types';
import { t } from '../i18n';
import { problemOf } from '../state/ask';
import { bodyOfStep, needsReason, stepsOf, type Step } from './steps';

interface Props {
  ticket: Ticket;
  /** takes the focus: the person came for the ticket */
  focused?: boolean;
  onChange: () => void;
}

export function TicketSteps({ ticket, focused = false, onChange }: Props) {
  const writing = useSignal<Step | undefined>(undefined);
  const text = useSignal('');
  const problem = useSignal('');
  const first = useRef<HTMLButtonElement>(null);
  const steps = stepsOf(ticket.state, session.value?.role ?? '');
  useEffect(() => {
    if (!focused) return;
    first.current?.focus({ preventScroll: true });
    first.current?.scrollIntoView({ block: 'center' });
  }, [focused, ticket.state]);
  const run = (step: Step, words: string): void => {
    post(`/api/v1/tickets/${ticket.id}/${step}`, bodyOfStep(step, words.trim().normalize('NFC')))
      .then(() => {
        problem.value = '';
        writing.value = undefined;
        text.value = '';
      })
      .catch((error: unknown) => { problem.value = problemOf(error); })
      .finally(onChange);
  };
  const press = (step: Step): void => {
    if (needsReason(step)) writing.value = step;
    else run(step, '');
  };
  const step = writing.value;
  if (steps.length === 0) return null;
  return (
    <div class="no-print">
      <div class="action-buttons">
        {steps.map((name, index) => (
          <button key={name} {...(index === 0 ? { ref: first } : {})} type="button" class={index === 0 && !needsReason(name) ? 'primary' : ''} data-step={name}
            aria-expanded={needsReason(name) ? step === name : undefined} onClick={() => { press(name); }}>{t(`ticket.step.${name}`)}</button>
        ))}
      </div>
      {step && (
        <form class="action-form" onSubmit={(event) => { event.preventDefault(); run(step, text.value); }}>
          <label>{t(step === 'comment' ? 'action.comment.required' : 'ticket.reason')}
            <textarea rows={2} maxLength={2000} required value={text.value} ref={(element) => { if (element && !element.value) element.focus(); }} onInput={(event) => { text.value = event.currentTarget.value; }} />
          </label>
          <div class="action-buttons">
            <button type="submit" class="primary" disabled={text.value.trim() === ''}>{t(`ticket.step.${step}`)}</button>
            <button type="button" onClick={() => { writing.value = undefined; }}>{t('cancel')}</button>
          </div>
        </form>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </div>
  );
}
