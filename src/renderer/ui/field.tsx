import { createContext, type ReactNode, useContext, useId, useMemo } from 'react';

interface FieldLinks {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

const FieldContext = createContext<FieldLinks | null>(null);

/** The attributes that tie a control to the field around it; nothing outside of one. */
export function useFieldLinks() {
  const links = useContext(FieldContext);
  if (links === null) return {};
  return {
    id: links.id,
    'aria-describedby': links.describedBy,
    'aria-invalid': links.invalid || undefined,
  };
}

export interface FieldProps {
  label: ReactNode;
  /** What the value means. */
  hint?: ReactNode;
  /** What is wrong with it and what would be right. */
  error?: string | undefined;
  optional?: boolean;
  /** One control of this design system; it finds its label by itself. */
  children: ReactNode;
}

/** A labelled control with its meaning and its error. */
export function Field({ label, hint, error, optional = false, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}note`;
  const invalid = error !== undefined && error !== '';
  const described = invalid || hint !== undefined;
  const links = useMemo(
    () => ({ id, describedBy: described ? noteId : undefined, invalid }),
    [id, noteId, described, invalid],
  );
  return (
    <FieldContext value={links}>
      <div className="flex min-w-0 flex-col gap-4">
        <label htmlFor={id} className="flex gap-6 font-550 text-12">
          {label}
          {optional && <span className="font-400 text-ink-3">optional</span>}
        </label>
        {children}
        {described && (
          <p id={noteId} className={invalid ? 'text-12 text-red' : 'text-12 text-ink-3'}>
            {invalid ? error : hint}
          </p>
        )}
      </div>
    </FieldContext>
  );
}
