import type { CallIntent, CallSubject } from './record.ts';
import { quote, textLimit } from './text.ts';

type Subject = CallSubject & Pick<Partial<CallIntent>, 'launch' | 'definition'>;

const rememberedTexts = 512;

/**
 * What the rows of calls say again and again: who asks for what, and what decided. Most of it is what the row before said, so that
 * it is put into words once for as long as it stays the same.
 */
export class CallWords {
  readonly #quoted = new Map<string, string>();
  #subject: { readonly said: Subject; readonly words: string } | null = null;
  #rules: { readonly said: CallSubject; readonly words: string } | null = null;

  /** The members from `client` on, up to the definition where there is one. */
  subject(record: Subject): string {
    if (this.#subject === null || !isSameSubject(this.#subject.said, record)) {
      this.#subject = { said: { ...record }, words: this.#subjectWords(record) };
    }
    return this.#subject.words;
  }

  rules(record: CallSubject): string {
    if (this.#rules === null || !isSameRules(this.#rules.said, record)) {
      const words = `,"rule":${this.#quote(record.rule)},"revision":${record.revision},"registry_sha256":${this.#quote(record.registry_sha256)}`;
      this.#rules = { said: { ...record }, words };
    }
    return this.#rules.words;
  }

  #subjectWords(record: Subject): string {
    const { session, claimed_client: claimed, launch, definition } = record;
    return [
      `,"client":${this.#quote(record.client)},"token_id":${this.#quote(record.token_id)}`,
      session === undefined ? '' : `,"session":${this.#quote(session)}`,
      `,"era":"${record.era}"`,
      claimed === undefined
        ? ''
        : `,"claimed_client":{"name":${this.#quote(claimed.name)},"version":${this.#quote(claimed.version)}}`,
      `,"server":${this.#quote(record.server)}`,
      launch === undefined ? '' : `,"launch":${this.#quote(launch)}`,
      `,"item_kind":"${record.item_kind}","item":${this.#quote(record.item)}`,
      definition === undefined ? '' : `,"definition":${this.#quote(definition)}`,
    ].join('');
  }

  #quote(text: string): string {
    const known = this.#quoted.get(text);
    if (known !== undefined) return known;
    const quoted = quote(text);
    if (this.#quoted.size === rememberedTexts) this.#quoted.clear();
    if (text.length <= textLimit) this.#quoted.set(text, quoted);
    return quoted;
  }
}

function isSameSubject(one: Subject, other: Subject): boolean {
  return (
    one.item === other.item &&
    one.client === other.client &&
    one.session === other.session &&
    one.token_id === other.token_id &&
    one.era === other.era &&
    one.claimed_client?.name === other.claimed_client?.name &&
    one.claimed_client?.version === other.claimed_client?.version &&
    one.server === other.server &&
    one.launch === other.launch &&
    one.item_kind === other.item_kind &&
    one.definition === other.definition
  );
}

function isSameRules(one: CallSubject, other: CallSubject): boolean {
  return (
    one.rule === other.rule &&
    one.revision === other.revision &&
    one.registry_sha256 === other.registry_sha256
  );
}
