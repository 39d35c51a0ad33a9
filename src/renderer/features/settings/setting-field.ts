export type SettingValue = string | number | boolean | readonly string[];

interface Common {
  /** The key under `lmcp:` in registry.yaml, with dots. */
  readonly path: string;
  readonly title: string;
  /** What the value means; where that depends on where the page stands, once for each. */
  readonly text: string | Readonly<Record<'browser' | 'desktop', string>>;
}

export type SettingField = Common &
  (
    | { readonly kind: 'text'; readonly mono?: boolean }
    | {
        readonly kind: 'number';
        readonly min: number;
        readonly max: number;
        readonly unit?: string;
        /** What zero means, where it is allowed. */
        readonly zero?: string;
      }
    | {
        readonly kind: 'choice';
        readonly options: readonly { readonly value: string; readonly label: string }[];
      }
    | { readonly kind: 'switch' }
    /** One entry a line. */
    | { readonly kind: 'list'; readonly placeholder: string }
  );

export interface SettingSection {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly SettingField[];
}
