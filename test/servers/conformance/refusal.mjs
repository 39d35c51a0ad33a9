/** A JSON-RPC error in place of a result. */
export class Refusal extends Error {
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** Refuses what needs a capability that the client did not declare (-32021). */
export function requireCapability(capabilities, needed) {
  if (declares(capabilities, needed)) return;
  throw new Refusal(-32_021, 'A client capability is missing', { requiredCapabilities: needed });
}

function declares(capabilities, needed) {
  return Object.entries(needed).every(
    ([name, inner]) =>
      typeof capabilities?.[name] === 'object' && declares(capabilities[name], inner),
  );
}
