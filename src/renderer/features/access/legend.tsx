import clsx from 'clsx';
import { KeyHint } from '../../ui/key-hint.tsx';

const keys = [
  ['Space', 'allow or remove'],
  ['↵', 'tools'],
  ['Shift ↑↓←→', 'a block'],
] as const;

/** What the cells mean and which keys work on them; it leaves room for the bar of staged changes. */
export function Legend({ pending }: { pending: boolean }) {
  return (
    <div
      className={clsx(
        'flex flex-none flex-wrap items-center gap-x-16 gap-y-6 border-line border-t px-20 py-10 text-11 text-ink-2 wide:px-24',
        pending && 'pb-84',
      )}
    >
      <Sample look="border border-green-line bg-green-soft">All tools</Sample>
      <Sample look="bg-pressed">Some</Sample>
      <Sample look="h-[1.5px] w-8 bg-control">No access</Sample>
      <Sample look="border-[1.5px] border-blue-fill border-dashed bg-blue-soft">Staged</Sample>
      <span className="ml-auto flex flex-wrap gap-x-14 max-wide:hidden">
        {keys.map(([key, act]) => (
          <span key={key} className="whitespace-nowrap">
            <span className="font-600">{key}</span> {act}
          </span>
        ))}
        <span className="whitespace-nowrap">
          <KeyHint keys="mod+z" /> undo
        </span>
      </span>
    </div>
  );
}

function Sample({ look, children }: { look: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-7 whitespace-nowrap">
      <span
        aria-hidden
        className={clsx('flex-none', look, look.includes('h-') ? '' : 'h-14 w-20 rounded-4')}
      />
      {children}
    </span>
  );
}
