import type { KernelRelease, Node } from '../../../model/state/index.ts';

/** What elrepo's kernel repository offers: the release the 2018 note hopes for. */
export const ELREPO_KERNEL: KernelRelease = '4.20.13-1.el7.elrepo.x86_64';
/** The package that makes elrepo's repositories known. */
export const ELREPO_RELEASE = 'elrepo-release';

/** `kernel-3.10.0-862.el7.x86_64`, and `kernel-ml-` for elrepo's. */
export function kernelPackage(release: KernelRelease): string {
  return `${release.includes('elrepo') ? 'kernel-ml' : 'kernel'}-${release}`;
}

/** All packages of a machine as rpm names them. */
export function installedPackages(node: Node): string[] {
  const others = [...node.packages].map(([name, version]) => `${name}-${version}`);
  return [...node.installedKernels.map(kernelPackage), ...others].sort();
}

/** Boot entries in the order of the menu: newest first. */
export function bootEntries(node: Node): KernelRelease[] {
  const numbers = (release: KernelRelease) => (release.match(/\d+/g) ?? []).map(Number);
  return [...node.installedKernels].sort((a, b) => {
    const [left, right] = [numbers(a), numbers(b)];
    for (let i = 0; i < Math.min(left.length, right.length); i++)
      if (left[i] !== right[i]) return right[i] - left[i];
    return 0;
  });
}

/** The title of a boot entry. */
export function bootTitle(release: KernelRelease): string {
  return `CentOS Linux (${release}) 7 (Core)`;
}
