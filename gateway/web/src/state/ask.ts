// One question to the gateway for a view: its answer, what went wrong, and asking again.
import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { ApiError, get } from '../api/client';
import { word } from '../i18n';
import { lastEvent } from './watch';

export interface Asked<T> {
  answer: ReadonlySignal<T | undefined>;
  problem: ReadonlySignal<string>;
  again: () => void;
}

export function problemOf(error: unknown): string {
  return word('error', error instanceof ApiError ? error.code : 'internal');
}

/** Asks `path` now, when it changes, and at every poll of the page. */
export function useAsk<T>(path: string): Asked<T> {
  const answer = useSignal<T | undefined>(undefined);
  const problem = useSignal('');
  const again = useCallback((): void => {
    get<T>(path)
      .then((got) => {
        answer.value = got;
        problem.value = '';
      })
      .catch((error: unknown) => { problem.value = problemOf(error); });
  }, [path, answer, problem]);
  useEffect(again, [again]);
  useSignalEffect(() => {
    if (lastEvent.value.kind === 'poll') again();
  });
  return { answer, problem, again };
}
