import '@fontsource/be-vietnam-pro/latin-400.css';
import '@fontsource/be-vietnam-pro/latin-600.css';
import '@fontsource/be-vietnam-pro/latin-ext-400.css';
import '@fontsource/be-vietnam-pro/latin-ext-600.css';
import '@fontsource/be-vietnam-pro/vietnamese-400.css';
import '@fontsource/be-vietnam-pro/vietnamese-600.css';
import './style/base.css';
import './style/shell.css';
import './style/incident.css';
import './style/map.css';
import './style/print.css';
import { render } from 'preact';
import { resumeSession, session } from './api/client';
import { App } from './shell/app';
import { startClock } from './state/clock';

const page = document.getElementById('page');
if (page) render(<App />, page);
startClock();
resumeSession().catch(() => {
  session.value = null; // unreachable: the sign-in form will say so when it is tried
});
