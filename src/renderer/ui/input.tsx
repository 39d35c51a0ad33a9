import type { ComponentProps } from 'react';
import { controlClass } from './control-class.ts';
import { useFieldLinks } from './field.tsx';

export interface InputProps extends ComponentProps<'input'> {
  /** For what a person may paste: commands, paths, addresses. */
  mono?: boolean;
}

/** One line of text. Nothing typed here is completed, corrected or remembered by the browser. */
export function Input({ mono = false, className, ...rest }: InputProps) {
  return (
    <input
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      {...useFieldLinks()}
      {...rest}
      className={controlClass('h-28 w-full px-8', mono && 'code-text', className)}
    />
  );
}
