import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { SearchField } from '../../ui/search-field.tsx';

const typingMs = 300;

export interface TextFilterProps {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (text: string) => void;
  /** A sequence number was typed: `#48213`. */
  onSeq: (seq: number) => void;
}

/** Typed text is looked for once typing rests: it is searched row by row. */
export function TextFilter({ field, value, onChange, onSeq }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  const settle = useEffectEvent(() => {
    if (typed !== value && !typed.startsWith('#')) onChange(typed);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each typed character waits anew.
  useEffect(() => {
    const timer = setTimeout(() => settle(), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const goToRow = () => {
    const seq = /^#([\d,]{1,16})$/.exec(typed)?.[1]?.replaceAll(',', '');
    if (seq === undefined) return;
    onSeq(Number(seq));
    setTyped(value);
  };
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        goToRow();
      }}
    >
      <SearchField ref={field} label="Text, tool, #seq" value={typed} onChange={setTyped} />
    </form>
  );
}
