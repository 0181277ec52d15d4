import type { PortBinding } from '../../../machine/docker/index.ts';

/** Why a word behind `-p` cannot be read, in the client's words. */
export interface SpecProblem {
  problem: string;
}

/**
 * Reads `[ip:][hostPort[-last]:]containerPort[-last][/proto]` as the client does (docker/go-connections nat.ParsePortSpec; texts as
 * recorded in docker-lab s03, s10).
 */
export function parsePublish(text: string): PortBinding[] | SpecProblem {
  const parts = text.split(':');
  const container = parts.at(-1) ?? '';
  const host = parts.at(-2) ?? '';
  const address = parts.slice(0, -2).join(':');
  const [containerPorts, protocol = 'tcp'] = container.split('/');
  if (address.includes(':'))
    return { problem: `Invalid ip address ${address}: address ${address}:: too many colons in address` };
  if (address !== '' && !/^\d{1,3}(\.\d{1,3}){3}$/.test(address))
    return { problem: `Invalid ip address: ${address}` };
  if (containerPorts === '') return { problem: `No port specified: ${text}<empty>` };
  const inside = portRange(containerPorts);
  if (!inside) return { problem: `Invalid containerPort: ${containerPorts}` };
  const outside = host === '' ? undefined : portRange(host);
  if (host !== '' && !outside) return { problem: `Invalid hostPort: ${host}` };
  const width = inside.last - inside.first;
  if (outside && outside.last - outside.first !== width && width > 0)
    return {
      problem: `Invalid ranges specified for container and host Ports: ${containerPorts} and ${host}`,
    };
  if (!['tcp', 'udp', 'sctp'].includes(protocol.toLowerCase()))
    return { problem: `Invalid proto: ${protocol}` };
  const bindings: PortBinding[] = [];
  for (let at = 0; at <= width; at++)
    bindings.push({
      port: `${inside.first + at}/${protocol.toLowerCase()}`,
      hostIp: address === '' ? '0.0.0.0' : address,
      hostPort: outside ? outside.first + at : 0,
      // One port of the container, any of several of the host.
      ...(outside && width === 0 && outside.last > outside.first ? { hostPortLast: outside.last } : {}),
    });
  return bindings;
}

/** `7000` or `7000-7002`; `undefined` for anything else. */
function portRange(text: string): { first: number; last: number } | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return first > 65535 || last > 65535 || last < first ? undefined : { first, last };
}
