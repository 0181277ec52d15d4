import {
  type Failure,
  fail,
  type InterfaceAddress,
  type NetDevice,
  type NetworkNamespace,
  type Route,
  type RoutingRule,
  TABLE_LOCAL,
  TABLE_MAIN,
  lookupRoute,
} from '../../model/state/index.ts';
import { broadcastOf, type Ipv4, netmask, networkOf } from '../../model/wire/index.ts';

/** Routes an address brings by itself: local, broadcast and connected (fib_add_ifaddr). Only while the device is up. */
export function addLocalRoutes(netns: NetworkNamespace, device: NetDevice, address: InterfaceAddress): void {
  if (!device.up) return;
  const base = { device: device.index, metric: 0, protocol: 'kernel', onlink: false } as const;
  push(netns, {
    ...base,
    destination: address.address,
    prefix: 32,
    source: address.address,
    scope: 'host',
    kind: 'local',
    table: TABLE_LOCAL,
  });
  if (device.kind === 'loopback') {
    push(netns, {
      ...base,
      destination: networkOf(address.address, address.prefix),
      prefix: address.prefix,
      source: address.address,
      scope: 'host',
      kind: 'local',
      table: TABLE_LOCAL,
    });
    return;
  }
  if (address.prefix < 32 && !address.secondary && !address.noprefixroute)
    push(netns, {
      ...base,
      destination: networkOf(address.address, address.prefix),
      prefix: address.prefix,
      source: address.address,
      scope: 'link',
      kind: 'unicast',
      table: TABLE_MAIN,
    });
  if (address.prefix < 31) {
    const directed = broadcastOf(address.address, address.prefix);
    push(netns, {
      ...base,
      destination: directed,
      prefix: 32,
      source: address.address,
      scope: 'link',
      kind: 'broadcast',
      table: TABLE_LOCAL,
    });
  }
}

function push(netns: NetworkNamespace, route: Route): void {
  if (!netns.routes.some((r) => sameRoute(r, route) && r.device === route.device)) netns.routes.push(route);
}

function sameRoute(a: Route, b: Pick<Route, 'table' | 'destination' | 'prefix' | 'metric'>): boolean {
  return (
    a.table === b.table && a.destination === b.destination && a.prefix === b.prefix && a.metric === b.metric
  );
}

export function removeDeviceRoutes(netns: NetworkNamespace, device: number): void {
  netns.routes = netns.routes.filter((route) => route.device !== device);
  netns.exceptions.clear();
}

export interface RouteRequest {
  destination: Ipv4;
  prefix: number;
  gateway?: Ipv4;
  device?: number;
  source?: Ipv4;
  metric?: number;
  scope?: Route['scope'];
  protocol?: Route['protocol'];
  kind?: Route['kind'];
  table?: number;
  onlink?: boolean;
  mtu?: number;
}

/**
 * Adds a route. EEXIST for the same prefix, table and metric; EINVAL for host bits in the destination; ENETUNREACH when the
 * gateway is not on a connected network; ENETDOWN when the device is down.
 */
export function addRoute(netns: NetworkNamespace, request: RouteRequest): Failure | undefined {
  const table = request.table ?? TABLE_MAIN;
  if ((request.destination & ~netmask(request.prefix)) !== 0 && request.prefix < 32) return fail('EINVAL');
  const metric = request.metric ?? 0;
  if (
    netns.routes.some((r) =>
      sameRoute(r, { table, metric, destination: request.destination, prefix: request.prefix }),
    )
  )
    return fail('EEXIST');
  let device = request.device;
  if (request.gateway !== undefined) {
    const via = request.onlink ? undefined : lookupRoute(netns, request.gateway, { device });
    if (!request.onlink && (via === undefined || via.gateway !== undefined || via.kind !== 'unicast'))
      return fail('ENETUNREACH');
    device ??= via?.device;
  }
  const blocking =
    request.kind === 'blackhole' || request.kind === 'unreachable' || request.kind === 'prohibit';
  if (device === undefined && !blocking) return fail('ENODEV');
  if (!blocking && device !== undefined && netns.devices.get(device)?.up !== true) return fail('ENETDOWN');
  netns.routes.push({
    destination: request.destination,
    prefix: request.prefix,
    gateway: request.gateway,
    device: device ?? 1,
    source: request.source,
    metric,
    scope: request.scope ?? (request.gateway === undefined && !blocking ? 'link' : 'global'),
    protocol: request.protocol ?? 'boot',
    kind: request.kind ?? 'unicast',
    table,
    onlink: request.onlink ?? false,
    mtu: request.mtu,
  });
  netns.exceptions.clear();
  return undefined;
}

/** Deletes the first route that agrees in everything that was named. ESRCH when there is none. */
export function deleteRoute(netns: NetworkNamespace, request: RouteRequest): Failure | undefined {
  const table = request.table ?? TABLE_MAIN;
  const at = netns.routes.findIndex(
    (r) =>
      r.table === table &&
      r.destination === request.destination &&
      r.prefix === request.prefix &&
      (request.gateway === undefined || r.gateway === request.gateway) &&
      (request.device === undefined || r.device === request.device) &&
      (request.metric === undefined || r.metric === request.metric),
  );
  if (at < 0) return fail('ESRCH');
  netns.routes.splice(at, 1);
  netns.exceptions.clear();
  return undefined;
}

/** Adds a policy rule; without a priority it goes before the lowest one above 0. */
export function addRule(
  netns: NetworkNamespace,
  rule: Omit<RoutingRule, 'priority'> & { priority?: number },
): Failure | undefined {
  const priorities = netns.rules.map((r) => r.priority).filter((p) => p > 0);
  const priority = rule.priority ?? Math.min(...priorities, 32767) - 1;
  netns.rules.push({ ...rule, priority });
  netns.rules.sort((a, b) => a.priority - b.priority);
  return undefined;
}

/** Deletes the first rule that agrees in everything that was named. ENOENT when there is none. */
export function deleteRule(netns: NetworkNamespace, rule: Partial<RoutingRule>): Failure | undefined {
  const at = netns.rules.findIndex(
    (r) =>
      (rule.priority === undefined || r.priority === rule.priority) &&
      (rule.table === undefined || r.table === rule.table) &&
      (rule.from === undefined ||
        (r.from?.address === rule.from.address && r.from.prefix === rule.from.prefix)) &&
      (rule.to === undefined || (r.to?.address === rule.to.address && r.to.prefix === rule.to.prefix)),
  );
  if (at < 0) return fail('ENOENT');
  netns.rules.splice(at, 1);
  return undefined;
}
