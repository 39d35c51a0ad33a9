import { Button, type ButtonProps } from './button.tsx';

export interface NamedButtonProps extends Omit<ButtonProps, 'children' | 'className' | 'title'> {
  verb: string;
  /** Of what it is done to. */
  name: string;
}

/** A button whose object is a name: where there is no room the name is cut at its end, never the verb; the whole is on hover. */
export function NamedButton({ verb, name, ...rest }: NamedButtonProps) {
  const label = `${verb} ${name}`;
  return (
    <Button {...rest} title={label} className="min-w-0 shrink">
      <span className="truncate">{label}</span>
    </Button>
  );
}
