import type { ImageProfile } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';

/** The image whose tools a process runs. */
export function profileOf(sys: Sys): ImageProfile {
  return sys.node.roots.get(sys.process.namespaces.root)?.profile ?? 'centos7';
}

/** Whether the tools are busybox's. */
export function isBusybox(sys: Sys): boolean {
  const profile = profileOf(sys);
  return profile === 'alpine' || profile === 'etcd';
}
