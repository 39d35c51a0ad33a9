import type { ComponentProps } from 'react';
import { controlClass } from './control-class.ts';
import { useFieldLinks } from './field.tsx';

export interface TextareaProps extends ComponentProps<'textarea'> {
  mono?: boolean;
}

/** Several lines of text. */
export function Textarea({ mono = false, className, ...rest }: TextareaProps) {
  return (
    <textarea
      spellCheck={false}
      rows={4}
      {...useFieldLinks()}
      {...rest}
      className={controlClass('w-full resize-y px-8 py-6', mono && 'code-text', className)}
    />
  );
}
