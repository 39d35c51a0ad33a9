import type { LucideIcon } from 'lucide-react';
import { Button, type ButtonProps } from './button.tsx';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'keys'> {
  icon: LucideIcon;
  /** Its name, for screen readers and as tooltip. */
  label: string;
}

/** A button of one icon; ghost unless said otherwise. */
export function IconButton({ label, icon, tone = 'ghost', ...rest }: IconButtonProps) {
  const button = <Button {...rest} tone={tone} icon={icon} square aria-label={label} />;
  return rest.disabledReason ? button : <Tooltip text={label}>{button}</Tooltip>;
}
