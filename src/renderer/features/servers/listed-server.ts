import { Server } from 'lucide-react';
import type { Listed } from '../../listing/listed.ts';

export const listedServer: Listed = {
  one: 'server',
  many: 'servers',
  title: 'Servers',
  icon: Server,
};
