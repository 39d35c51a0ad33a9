/** A sentence in which names of commands and keys stand between backticks: these are drawn as code. */
export function InlineCode({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence keep their places.
      <code key={index} className="code-text">
        {part}
      </code>
    ),
  );
}
