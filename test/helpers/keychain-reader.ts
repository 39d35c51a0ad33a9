import { systemClock } from '../../src/core/clock.ts';
import { openKeychain } from '../../src/core/secrets/keychain.ts';

/** A process of its own that prints one secret of the keychain: `keychain-reader.ts INDEX NAME`. */
const [, , indexPath = '', name = ''] = process.argv;
const store = await openKeychain({ indexPath, create: false, clock: systemClock });
process.stdout.write((await store.get(name)) ?? '');
