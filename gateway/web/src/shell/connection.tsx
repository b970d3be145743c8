// Whether what is on the screen is the present. Never silent: a dead line says so and since when.
import { t } from '../i18n';
import { dataAt, link } from '../state/watch';
import { kNone, timeOfDay } from '../text/format';

export function Connection() {
  const time = dataAt.value === undefined ? kNone : timeOfDay(dataAt.value);
  return (
    <span class={`link link-${link.value}`} role="status">
      <span class="link-dot" aria-hidden="true" />
      {t(`link.${link.value}`, { time })}
    </span>
  );
}
