/** Where secrets are kept, by the name of the backend, as a sentence. */
export const secretPlaces: Readonly<Record<string, string>> = {
  keychain: 'Secrets are kept in the keychain of this computer.',
  encrypted_file: 'Secrets are kept in a file that is encrypted with your passphrase.',
  key_file: 'Secrets are kept in an encrypted file whose key lies beside it.',
};
