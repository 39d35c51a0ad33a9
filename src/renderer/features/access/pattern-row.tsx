import { X } from 'lucide-react';
import { IconButton } from '../../ui/icon-button.tsx';

export interface PatternRowProps {
  glob: string;
  allows: boolean;
  onRemove: () => void;
}

/** A pattern of a client's own rules, which stands for more than one tool. */
export function PatternRow({ glob, allows, onRemove }: PatternRowProps) {
  return (
    <li className="flex h-34 items-center gap-8 border-line border-b pr-14 pl-20 text-12">
      <code className="code-text min-w-0 flex-1 truncate">{glob}</code>
      <span className="text-11 text-ink-3">
        {allows ? 'allowed by pattern' : 'denied by pattern'}
      </span>
      <IconButton icon={X} size="small" label={`Remove the pattern ${glob}`} onClick={onRemove} />
    </li>
  );
}
