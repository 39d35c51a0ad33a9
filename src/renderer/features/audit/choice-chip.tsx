import { Chip } from '../../ui/chip.tsx';
import { Menu, MenuChoice } from '../../ui/menu.tsx';

export interface ChoiceChipProps<T extends string> {
  label: string;
  /** Null where it filters nothing. */
  value: T | null;
  values: readonly T[];
  word?: (value: T) => string;
  onChange: (value: T | null) => void;
}

/** A filter by one of several values. */
export function ChoiceChip<T extends string>(props: ChoiceChipProps<T>) {
  const { label, value, values, word = (one: T) => one, onChange } = props;
  const all = value === null || values.includes(value) ? values : [value, ...values];
  return (
    <Menu
      align="start"
      trigger={
        <Chip
          label={label}
          value={value === null ? null : word(value)}
          onClear={() => onChange(null)}
        />
      }
    >
      <MenuChoice
        value={value}
        choices={all.map((one) => ({ value: one, label: word(one) }))}
        onChange={(next) => onChange(all.find((one) => one === next) ?? null)}
      />
    </Menu>
  );
}
