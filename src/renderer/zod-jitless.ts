import { config } from 'zod/v4/core';

// The content security policy forbids code made from text, which zod otherwise probes for. Imported before any schema.
config({ jitless: true });
