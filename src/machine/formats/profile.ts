import type { ImageProfile } from '../../model/state/index.ts';

/** The three families of network tools: old iproute2 and net-tools, recent ones, and busybox. */
export type ToolEra = 'old' | 'recent' | 'busybox';

/** centos7: iproute2 4.11, iptables 1.4.21; debian12: iproute2 6.1, iptables 1.8.9; alpine and etcd images: busybox. */
export function toolEra(profile: ImageProfile): ToolEra {
  switch (profile) {
    case 'centos7':
      return 'old';
    case 'debian12':
      return 'recent';
    case 'alpine':
    case 'etcd':
      return 'busybox';
  }
}
