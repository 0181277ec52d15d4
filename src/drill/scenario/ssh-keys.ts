import { hashKey } from '../../lib/index.ts';
import { formatIpv4 } from '../../model/wire/index.ts';
import type { Node, World } from '../../model/state/index.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A key of a machine by what it is for: as long as the SHA256 of one, 43 letters. Its seed and name decide it. */
function keyOf(world: World, node: Node, use: 'host' | 'user'): string {
  let text = 'SHA256:';
  for (let at = 0; at < 43; at++)
    text += LETTERS[hashKey(world.seed, 'ssh-key', use, node.name, at) % LETTERS.length];
  return text;
}

/**
 * The files that let the machines of a lab reach each other by ssh: host keys that each knows of the others, and root's key of each,
 * which opens all but the locked ones. Keys are shown by their fingerprints only.
 */
export function sshFiles(world: World, node: Node, locked: readonly string[]): ReadonlyMap<string, string> {
  const all = [...world.nodes.values()];
  const known = all.flatMap((other) => {
    const addresses = other.nics.flatMap((nic) => (nic.address ? [formatIpv4(nic.address.address)] : []));
    return addresses.map((address) => `${address} ecdsa-sha2-nistp256 ${keyOf(world, other, 'host')}\n`);
  });
  const files = new Map([
    ['/etc/ssh/ssh_host_ecdsa_key.pub', `ecdsa-sha2-nistp256 ${keyOf(world, node, 'host')}\n`],
    ['/root/.ssh/id_rsa.pub', `ssh-rsa ${keyOf(world, node, 'user')} root@${node.name}\n`],
    ['/root/.ssh/known_hosts', known.join('')],
  ]);
  if (!locked.includes(node.name)) {
    const keys = all.map((other) => `ssh-rsa ${keyOf(world, other, 'user')} root@${other.name}\n`);
    files.set('/root/.ssh/authorized_keys', keys.join(''));
  }
  return files;
}
