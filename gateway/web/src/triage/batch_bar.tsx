// The same actions for everything that is picked, and what the last of them did.
import { session } from '../api/client';
import { t } from '../i18n';
import { actOnMany, asking, outcome, picked } from './queue';

export function BatchBar({ onChange }: { onChange: () => void }) {
  const ids = [...picked.value];
  const last = outcome.value;
  if (ids.length === 0 && !last) return null;
  const run = (action: 'acknowledge' | 'confirm' | 'close'): void => { void actOnMany(ids, action, '').then(onChange).catch(onChange); };
  return (
    <section class="batch" aria-label={t('triage.batch')}>
      {last && (
        <p class="note" role="status">
          <span class="done">{t('triage.done', { action: t(last.action === 'dismiss' ? 'action.dismiss' : last.action === 'confirm' ? 'action.confirm' : last.action === 'close' ? 'action.close' : 'action.acknowledge'), n: last.done.length })}</span>
          {last.refused.length > 0 && <span class="alert"> {t('triage.refused', { n: last.refused.length, ids: last.refused.map((each) => `#${each.id}`).join(' ') })}</span>}
          <button type="button" class="quiet" onClick={() => { outcome.value = undefined; }}>{t('close')}</button>
        </p>
      )}
      {ids.length > 0 && session.value?.role !== 'auditor' && (
        <div class="action-buttons">
          <b>{t('triage.picked', { n: ids.length })}</b>
          <button type="button" class="primary" data-batch="acknowledge" onClick={() => { run('acknowledge'); }}>{t('action.acknowledge')}</button>
          <button type="button" data-batch="confirm" onClick={() => { run('confirm'); }}>{t('action.confirm')}</button>
          <button type="button" data-batch="dismiss" onClick={() => { asking.value = 'dismiss'; }}>{t('action.dismiss')}</button>
          <button type="button" data-batch="close" onClick={() => { run('close'); }}>{t('action.close')}</button>
          <button type="button" class="quiet" onClick={() => { picked.value = new Set(); }}>{t('triage.unpick')}</button>
        </div>
      )}
    </section>
  );
}
