/** Whether anybody can see the page: a hidden one asks and paints nothing. */
export interface PageVisibility {
  hidden(): boolean;
  /** Calls on every change. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

export function createPageVisibility(page: Document): PageVisibility {
  return {
    hidden: () => page.visibilityState === 'hidden',
    onChange: (listener) => {
      page.addEventListener('visibilitychange', listener);
      return () => page.removeEventListener('visibilitychange', listener);
    },
  };
}
