// The smallest valid picture and sound, and texts of the suite.

/** One red pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

/** One silent sample. */
export const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

export function text(value) {
  return { type: 'text', text: value };
}

/** A tool's result of one text. */
export function say(value) {
  return { content: [text(value)] };
}

export function embedded(uri, mimeType, value) {
  return { type: 'resource', resource: { uri, mimeType, text: value } };
}
