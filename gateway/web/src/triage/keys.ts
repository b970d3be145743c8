// Which key means what in the queue. Plain letters, as in the mail and issue programs that people know.

export type Command =
  'next' | 'previous' | 'open' | 'select' | 'select_to' | 'select_all' | 'acknowledge' | 'confirm' | 'dismiss' | 'ticket' | 'unfold' | 'search' | 'help' | 'leave';

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const kCommands: Record<string, Command> = {
  j: 'next', k: 'previous', ArrowDown: 'next', ArrowUp: 'previous', o: 'open', x: 'select', X: 'select_to', '*': 'select_all', a: 'acknowledge', c: 'confirm', d: 'dismiss',
  t: 'ticket', g: 'unfold', '/': 'search', '?': 'help', Escape: 'leave',
};

/** The keys in the order in which the help names them; arrows and Enter go without saying. */
export const kHelp: readonly [string, Command][] = [
  ['j', 'next'], ['k', 'previous'], ['o', 'open'], ['a', 'acknowledge'], ['c', 'confirm'], ['d', 'dismiss'], ['t', 'ticket'], ['x', 'select'], ['X', 'select_to'], ['*', 'select_all'],
  ['g', 'unfold'], ['/', 'search'], ['Esc', 'leave'], ['?', 'help'],
];

/** Undefined: not ours. With Ctrl, Alt or Meta a key belongs to the browser; in a field only Escape is ours. */
export function commandOf(press: Press, typing: boolean): Command | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey) return undefined;
  const command = kCommands[press.key];
  if (typing) return command === 'leave' ? command : undefined;
  return command;
}

/** Where letters are text, or where the arrows have a meaning of their own. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio';
}
