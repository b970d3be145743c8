import '@fontsource/be-vietnam-pro/latin-400.css';
import '@fontsource/be-vietnam-pro/latin-600.css';
import '@fontsource/be-vietnam-pro/latin-ext-400.css';
import '@fontsource/be-vietnam-pro/latin-ext-600.css';
import '@fontsource/be-vietnam-pro/vietnamese-400.css';
import '@fontsource/be-vietnam-pro/vietnamese-600.css';
import './style/base.css';
import './style/shell.css';
import './style/incident.css';
import './style/record.css';
import './style/work.css';
import './style/install.css';
import './style/carrier.css';
import './style/map.css';
import './style/print.css';
import { render } from 'preact';
import { resumeSession } from './api/client';
import { App } from './shell/app';
import { startClock } from './state/clock';

const page = document.getElementById('page');
if (page) render(<App />, page);
startClock();
void resumeSession();
// Only where it may exist: HTTPS or loopback. Without it the page needs the gateway to open; nothing else changes.
if (import.meta.env.PROD && 'serviceWorker' in navigator) navigator.serviceWorker.register('./sw.js').catch(() => undefined);
