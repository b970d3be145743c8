// The keyboard of the queue, wherever on the page the focus is, while the queue is shown.
import { useEffect } from 'preact/hooks';
import { session } from '../api/client';
import { go, hrefOf, listQuery, route } from '../state/route';
import { actionsOf, type Action } from '../incident/actions';
import type { Group } from './groups';
import { commandOf, isTyping, type Command } from './keys';
import { actOnMany, asking, current, moved, outcome, picked, pickTo, targets, togglePick, unfold, unfolded, visible } from './queue';

/** Roles that may act on an incident; the server says the same. */
export function mayAct(): boolean {
  return ['administrator', 'supervisor', 'operator'].includes(session.value?.role ?? '');
}

function show(id: number): void {
  current.value = id;
  if (route.value.view === 'incident') go(hrefOf('incident', listQuery(), id));
  document.getElementById(`row-${id}`)?.focus();
}

function act(action: Action, onChange: () => void): void {
  const wanted = targets().filter((incident) => actionsOf(incident.state).includes(action));
  if (!mayAct() || wanted.length === 0) return;
  if (action === 'dismiss') asking.value = 'dismiss';
  else void actOnMany(wanted.map((incident) => incident.id), action, '').then(onChange).catch(onChange);
}

function run(command: Command, groups: readonly Group[], onChange: () => void): void {
  const rows = visible(groups, unfolded.value);
  const here = rows.find((row) => row.id === current.value);
  const group = groups.find((each) => each.members.some((member) => member.id === here?.id));
  const query = listQuery();
  if (command === 'next' || command === 'previous') {
    const id = moved(rows, current.value, command === 'next' ? 1 : -1);
    if (id !== undefined) show(id);
  } else if (command === 'open' && here) go(hrefOf('incident', query, here.id));
  else if (command === 'ticket' && here) go(hrefOf('incident', { ...query, part: 'tickets' }, here.id));
  else if (command === 'select' && here && group) togglePick(group, here);
  else if (command === 'select_to' && here) pickTo(rows, here.id);
  else if (command === 'select_all') picked.value = new Set(groups.flatMap((each) => each.members.map((member) => member.id)));
  else if (command === 'unfold' && group && group.members.length > 1) unfold(group.lead.id);
  else if (command === 'search') document.querySelector<HTMLInputElement>('.list .search')?.focus();
  else if (command === 'help') asking.value = 'help';
  else if (command === 'acknowledge' || command === 'confirm' || command === 'dismiss') act(command, onChange);
  else if (command === 'leave') leave();
}

/** Escape lets go of one thing at a time: the field, the picked rows, the incident. */
function leave(): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && isTyping(focused)) focused.blur();
  else if (picked.value.size > 0 || outcome.value) {
    picked.value = new Set();
    outcome.value = undefined;
  } else if (route.value.view === 'incident') {
    go(hrefOf('incidents', listQuery()));
  }
}

export function useKeys(groups: readonly Group[], onChange: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (asking.value || document.querySelector('dialog[open]')) return; // a window is open: its keys are its own
      const command = commandOf(event, isTyping(event.target));
      if (!command) return;
      event.preventDefault();
      run(command, groups, onChange);
    };
    window.addEventListener('keydown', press);
    return () => { window.removeEventListener('keydown', press); };
  }, [groups, onChange]);
}
