// For the supervisor and the auditor: are the alarms worth having, is the data whole, are the reports in time, is the record unbroken?
import { t } from '../i18n';
import { Audit } from './audit';
import { Figures } from './figures';
import { Quality } from './quality';
import { Reports } from './reports';

export function OversightPage() {
  return (
    <div class="oversight">
      <h1 class="page">{t('nav.oversight')}</h1>
      <Figures />
      <Quality />
      <Reports />
      <Audit />
    </div>
  );
}
