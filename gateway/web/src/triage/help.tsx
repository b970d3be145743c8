import { t } from '../i18n';
import { Dialog } from '../shell/dialog';
import { kHelp } from './keys';
import { asking } from './queue';

export function Help() {
  return (
    <Dialog id="help-title" title={t('triage.help')} onClose={() => { asking.value = undefined; }}>
      <dl class="keys">{kHelp.map(([key, command]) => <><dt><kbd>{key}</kbd></dt><dd>{t(`triage.key.${command}`)}</dd></>)}</dl>
      <p class="note">{t('triage.help.note')}</p>
    </Dialog>
  );
}
