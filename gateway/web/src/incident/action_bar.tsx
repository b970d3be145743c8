// What a person may do now. One press for what needs no words; a small form for what does.
import { useSignal } from '@preact/signals';
import { ApiError, session } from '../api/client';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { asking, current, picked } from '../triage/queue';
import { mayAct } from '../triage/use_keys';
import { act, actionsOf, assignTo, isActive, needsText, type Action } from './actions';

interface Props {
  incident: Incident;
  onDone: () => Promise<void>;
}

export function ActionBar({ incident, onDone }: Props) {
  const writing = useSignal<Action | undefined>(undefined);
  const text = useSignal('');
  const busy = useSignal(false);
  const message = useSignal<{ bad: boolean; text: string } | undefined>(undefined);

  const run = async (action: Action): Promise<void> => {
    busy.value = true;
    try {
      await act(incident.id, action, text.value);
      message.value = { bad: false, text: t('action.done', { action: t(`action.${action}`).toLowerCase() }) };
      writing.value = undefined;
      text.value = '';
    } catch (error) {
      message.value = { bad: true, text: word('error', error instanceof ApiError ? error.code : 'internal') };
    }
    await onDone();
    busy.value = false;
  };

  const press = (action: Action): void => {
    message.value = undefined;
    if (action === 'dismiss') {
      current.value = incident.id;
      picked.value = new Set();
      asking.value = 'dismiss';
      return;
    }
    if (action === 'acknowledge') void run(action);
    else writing.value = action;
  };

  const me = session.value?.user ?? '';
  const take = (owner: string): void => { void assignTo(incident.id, owner).then(onDone).catch(onDone); };
  const action = writing.value;
  if (!mayAct()) return null;
  return (
    <section class="actions" aria-label={t('action')}>
      <div class="action-buttons">
        {actionsOf(incident.state).map((each, index) => (
          <button key={each} type="button" class={index === 0 && each !== 'comment' ? 'primary' : ''} disabled={busy.value}
            aria-expanded={each === 'acknowledge' || each === 'dismiss' ? undefined : action === each} data-action={each} onClick={() => { press(each); }}>
            {t(`action.${each}`)}
          </button>
        ))}
        {isActive(incident) && incident.owner !== me && <button type="button" data-action="take" onClick={() => { take(me); }}>{t('incident.take')}</button>}
        {isActive(incident) && incident.owner === me && <button type="button" data-action="give" onClick={() => { take(''); }}>{t('incident.give')}</button>}
        {message.value && <span class={message.value.bad ? 'alert' : 'done'} role="status">{message.value.text}</span>}
      </div>
      {action && (
        <form class="action-form" onSubmit={(event) => { event.preventDefault(); void run(action); }}>
          <label>
            {t(needsText(action) ? 'action.comment.required' : 'action.comment.optional')}
            <textarea rows={2} maxLength={2000} required={needsText(action)} value={text.value} ref={(element) => { if (element && !element.value) element.focus(); }}
              onInput={(event) => { text.value = event.currentTarget.value; }} />
          </label>
          <div class="action-buttons">
            <button type="submit" class="primary" disabled={busy.value || (needsText(action) && text.value.trim() === '')}>{t(`action.${action}`)}</button>
            <button type="button" onClick={() => { writing.value = undefined; }}>{t('cancel')}</button>
          </div>
        </form>
      )}
    </section>
  );
}
