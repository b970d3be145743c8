// The page's clock: a signal, so that only what shows time is drawn again.
import { signal } from '@preact/signals';

export const now = signal(Date.now());

export function startClock(): void {
  window.setInterval(() => {
    now.value = Date.now();
  }, 10_000);
}
