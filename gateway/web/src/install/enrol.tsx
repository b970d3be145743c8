// A new node: who it is and where, then a code that is good once, shown once, as letters and as a QR code to be printed for the box.
import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import { t } from '../i18n';
import { problemOf } from '../state/ask';
import { base } from '../state/watch';
import { dateTime } from '../text/format';

interface Enrolment {
  node: string;
  code: string;
  uri: string;
  qr_svg: string;
  expires: string;
}

/** Prints the label alone. */
function printLabel(): void {
  const root = document.documentElement;
  root.dataset['print'] = 'label';
  window.addEventListener('afterprint', () => { delete root.dataset['print']; }, { once: true });
  window.print();
}

function Label({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  return (
    <section class="card label" aria-labelledby="label-title">
      <h2 id="label-title">{t('install.code.title', { node: enrolment.node })}</h2>
      <p class="alert no-print">{t('install.code.once')}</p>
      <div class="label-body">
        <img class="qr" src={`data:image/svg+xml;utf8,${encodeURIComponent(enrolment.qr_svg)}`} alt={t('install.code.qr')} width="220" height="220" />
        <div>
          <p class="code">{enrolment.code}</p>
          <p>{t('install.code.until', { time: dateTime(enrolment.expires) })}</p>
          <ol class="steps"><li>{t('install.how.1')}</li><li>{t('install.how.2')}</li><li>{t('install.how.3')}</li><li>{t('install.how.4')}</li></ol>
        </div>
      </div>
      <div class="action-buttons no-print"><button type="button" class="primary" onClick={printLabel}>{t('install.code.print')}</button><button type="button" onClick={onClose}>{t('install.code.done')}</button></div>
    </section>
  );
}

export function Enrol({ onMade }: { onMade: () => void }) {
  const made = useSignal<Enrolment | undefined>(undefined);
  const problem = useSignal('');
  const busy = useSignal(false);
  const place = useSignal({ latitude: '', longitude: '' });
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? '').trim().normalize('NFC');
    busy.value = true;
    try {
      made.value = await post<Enrolment>('/api/v1/nodes/enrolments', {
        node: text('node'), name: text('name'), latitude: Number(text('latitude').replace(',', '.')), longitude: Number(text('longitude').replace(',', '.')), valid_hours: Number(text('hours')),
      });
      problem.value = '';
      onMade();
    } catch (error) {
      problem.value = problemOf(error) === t('error.conflict') ? t('install.no_authority') : problemOf(error);
    }
    busy.value = false;
  };
  const atCommune = (code: string): void => {
    const commune = base.value?.communes.find((each) => each.code === code);
    if (commune) place.value = { latitude: String(commune.latitude), longitude: String(commune.longitude) };
  };
  if (made.value) return <Label enrolment={made.value} onClose={() => { made.value = undefined; }} />;
  return (
    <details class="card">
      <summary><b>{t('install.enrol')}</b></summary>
      <form class="stacked enrol-form" onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
        <label>{t('install.node')}<input name="node" required pattern="[a-z0-9][a-z0-9\-]{0,30}" placeholder="lc-04" maxLength={32} /></label>
        <label>{t('install.name')}<input name="name" required maxLength={100} /></label>
        <label>{t('install.near')}<select onChange={(event) => { atCommune(event.currentTarget.value); }}><option value="" />{base.value?.communes.map((commune) => <option key={commune.code} value={commune.code}>{commune.name}</option>)}</select></label>
        <label>{t('install.latitude')}<input name="latitude" required inputMode="decimal" pattern="-?[0-9]+([.,][0-9]+)?" value={place.value.latitude} onInput={(event) => { place.value = { ...place.value, latitude: event.currentTarget.value }; }} /></label>
        <label>{t('install.longitude')}<input name="longitude" required inputMode="decimal" pattern="-?[0-9]+([.,][0-9]+)?" value={place.value.longitude} onInput={(event) => { place.value = { ...place.value, longitude: event.currentTarget.value }; }} /></label>
        <label>{t('install.hours')}<select name="hours"><option value="24">24</option><option value="48" selected>48</option><option value="168">168</option></select></label>
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        <div class="action-buttons"><button type="submit" class="primary" disabled={busy.value}>{t('install.make')}</button></div>
      </form>
    </details>
  );
}
