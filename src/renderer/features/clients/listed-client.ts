import { MonitorSmartphone } from 'lucide-react';
import type { Listed } from '../../listing/listed.ts';

export const listedClient: Listed = {
  one: 'client',
  many: 'clients',
  title: 'Clients',
  icon: MonitorSmartphone,
};
