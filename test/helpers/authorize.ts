/** What a browser does with the address of a sign-in: goes where it is sent. @returns the last page. */
export async function authorize(
  url: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}
