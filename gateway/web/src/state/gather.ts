// Events come in bursts and a reload serves them all.

export interface Gathered {
  (): void;
  cancel(): void;
}

/** Many calls become one, `ms` after the first of them. A call while one waits changes nothing, so a steady stream cannot starve it. */
export function gather(run: () => void, ms: number): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const gathered = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, ms);
  };
  gathered.cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return gathered;
}
