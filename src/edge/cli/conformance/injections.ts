import type { Lab, SetupStep } from '../../../drill/scenario/index.ts';
import {
  SANDBOX_128,
  SANDBOX_130,
  duplicate,
  killListener,
  narrowTrunk,
  proxyTo,
  published,
  routedFabric,
  secondCards,
  tunnelAgain,
} from './injection-scripts.ts';
import { breakTunnelOffload, fillTracking } from './model-changes.ts';

const DNAT = 'DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2';

/** How a recorded fault gets into the lab: plain commands, as somebody would have typed them, and programs started; what no command does is a function. */
export const INJECTIONS: Readonly<Record<string, readonly (SetupStep | ((lab: Lab) => void))[]>> = {
  healthy: [],
  'f01-input-drop-4789': [{ on: 'host130', run: 'iptables -w -I INPUT -p udp --dport 4789 -j DROP' }],
  'f02-input-reject-4789': [{ on: 'host130', run: 'iptables -w -I INPUT -p udp --dport 4789 -j REJECT' }],
  // The chain that CentOS 7's iptables service begins with.
  'f02b-input-reject-centos': [
    {
      on: 'host130',
      run: `iptables -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
            iptables -A INPUT -p icmp -j ACCEPT
            iptables -A INPUT -i lo -j ACCEPT
            iptables -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
            iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited`,
    },
  ],
  'f03-fdb-missing': [
    {
      on: 'lab',
      run: `bridge -n ${SANDBOX_128} fdb del 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self`,
    },
  ],
  // Nobody told the hosts of each other: no entries, and no engine on 7946.
  'f03b-no-peer-discovery': [
    {
      on: 'lab',
      run: `bridge -n ${SANDBOX_128} fdb del 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self
            bridge -n ${SANDBOX_130} fdb del 02:42:0a:00:00:02 dev vxlan1 dst 192.168.91.128 self
            ip -n ${SANDBOX_128} neigh del 10.0.0.3 dev vxlan1
            ip -n ${SANDBOX_130} neigh del 10.0.0.2 dev vxlan1`,
    },
    { on: 'host128', run: killListener(7946) },
    { on: 'host130', run: killListener(7946) },
  ],
  'f04-neigh-missing': [{ on: 'lab', run: `ip -n ${SANDBOX_128} neigh del 10.0.0.3 dev vxlan1` }],
  'f05-vni-mismatch': [{ on: 'lab', run: tunnelAgain('h130', 257, 4789) }],
  'f06-port-mismatch': [{ on: 'lab', run: tunnelAgain('h130', 256, 8472) }],
  // A second switch behind a trunk that carries 1400 octets; host130 hangs on it.
  'f07a-mtu-l2-blackhole': [{ on: 'lab', run: narrowTrunk() }],
  // The hosts talk through the gateway, whose next hop carries 1400 octets.
  'f07b-mtu-l3-df0': [{ on: 'lab', run: routedFabric() }],
  'f07c-mtu-l3-df-icmp': [
    { on: 'lab', run: tunnelAgain('h128', 256, 4789, 'df set') },
    { on: 'lab', run: tunnelAgain('h130', 256, 4789, 'df set') },
    { on: 'lab', run: routedFabric() },
  ],
  'f07d-mtu-l3-df-noicmp': [
    { on: 'lab', run: tunnelAgain('h128', 256, 4789, 'df set') },
    { on: 'lab', run: tunnelAgain('h130', 256, 4789, 'df set') },
    { on: 'lab', run: routedFabric() },
    { on: 'gw', run: 'iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP' },
  ],
  // The way back from the internet carries less, and nobody says so.
  'f07f-mtu-internet-noicmp': [
    {
      on: 'gw',
      run: `ip route replace 192.168.91.128/32 dev eth0 mtu 1400
            iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP`,
    },
  ],
  'f07g-mtu-nic': [
    {
      on: 'lab',
      run: `ip -n h128 link set ens33 mtu 1400
            ip -n lan link set p128 mtu 1400
            ip -n h130 link set ens38 mtu 1400
            ip -n lan link set p130 mtu 1400`,
    },
  ],
  'f08-ip-forward-0': [{ on: 'host128', run: 'sysctl -q -w net.ipv4.ip_forward=0' }],
  'f09-masq-missing': [{ on: 'host128', run: 'iptables -t nat -F POSTROUTING' }],
  'f10-forward-drop': [{ on: 'host128', run: 'iptables -F FORWARD' }],
  'f11a-dnat-missing': [{ on: 'host128', run: `iptables -t nat -D ${DNAT}:80` }],
  // `docker run -p 8080:8000`, while the application listens on 80.
  'f11b-dnat-wrong-port': [
    {
      on: 'host128',
      run: `iptables -t nat -D ${DNAT}:80
            iptables -t nat -A ${DNAT}:8000
            iptables -D ${published(80)}
            iptables -A ${published(8000)}
            ${killListener(8080)}`,
    },
    { wait: '50ms' },
    { on: 'host128', start: proxyTo(8000), as: 'docker-proxy' },
  ],
  'f11c-dnat-missing-noproxy': [
    { on: 'host128', run: `iptables -t nat -D ${DNAT}:80; ${killListener(8080)}` },
  ],
  // The host's own web server had the port first: the container never started.
  'f12a-port-conflict': [
    { on: 'host128', run: killListener(8080) },
    { on: 'web128', run: killListener(80) },
    { wait: '50ms' },
    {
      on: 'host128',
      run: `iptables -t nat -D ${DNAT}:80
            iptables -D ${published(80)}
            iptables -t nat -D POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
            ip link del vethb21c7e4`,
    },
    { on: 'host128', start: ['http-server', '::', '8080', 'apache-on-the-host'], as: 'httpd' },
  ],
  'f12b-hostsvc-localhost': [
    { on: 'host128', run: killListener(9000) },
    { wait: '50ms' },
    { on: 'host128', start: ['http-server', '127.0.0.1', '9000', 'hostsvc-host128'], as: 'hostsvc' },
  ],
  'f12c-app-localhost': [
    { on: 'web128', run: killListener(80) },
    { wait: '50ms' },
    { on: 'web128', start: ['http-server', '127.0.0.1', '80', 'web-on-host128'], as: 'nginx' },
  ],
  'f13a-route-overlap-overlay': [
    { on: 'host128', run: 'ip route add 10.0.0.0/24 via 192.168.91.2 dev ens33' },
  ],
  'f13b-route-overlap-gwbridge': [
    { on: 'host128', run: 'ip route add 172.18.0.0/24 via 192.168.91.2 dev ens33' },
  ],
  'f13c-overlay-shadows-lan': [
    {
      on: 'lab',
      run: `ip -n inet addr add 10.0.0.50/32 dev eth0
            ip -n gw route add 10.0.0.0/24 via 203.0.113.10`,
    },
    { on: 'inet', start: ['http-server', '10.0.0.50', '80', 'corporate-10.0.0.50'], as: 'httpd' },
  ],
  'f13d-route-overlap-gwbridge-norp': [
    {
      on: 'host128',
      run: `for name in all ens33 docker_gwbridge default; do sysctl -q -w net.ipv4.conf.$name.rp_filter=0; done
            ip route add 172.18.0.0/24 via 192.168.91.2 dev ens33`,
    },
  ],
  // A second container of host128 with over-130's address, the same MAC or another.
  'f14-dup-overlay-ip-samemac': duplicate('02:42:0a:00:00:03'),
  'f14b-dup-overlay-ip': duplicate('02:42:0a:00:00:77'),
  'f15-no-default-route': [{ on: 'over-128', run: 'ip route del default' }],
  'f16-wrong-netmask-30': [
    { on: 'over-128', run: 'ip addr del 10.0.0.2/24 dev eth0; ip addr add 10.0.0.2/30 brd + dev eth0' },
  ],
  'f16b-wrong-netmask-8': [
    { on: 'over-128', run: 'ip addr del 10.0.0.2/24 dev eth0; ip addr add 10.0.0.2/8 brd + dev eth0' },
    {
      on: 'lab',
      run: `ip -n inet addr add 10.20.0.50/32 dev eth0
            ip -n gw route add 10.20.0.0/24 via 203.0.113.10`,
    },
    { on: 'inet', start: ['http-server', '10.20.0.50', '80', 'corporate-10.20.0.50'], as: 'httpd' },
  ],
  'f17a-veth-down': [{ on: 'ovl128', run: 'ip link set veth2 down' }],
  'f17b-gwbridge-down': [{ on: 'host128', run: 'ip link set docker_gwbridge down' }],
  'f17c-vxlan-down': [{ on: 'ovl128', run: 'ip link set vxlan1 down' }],
  'f17d-docker0-veth-down': [{ on: 'host128', run: 'ip link set vethb21c7e4 down' }],
  'f17e-vxlan-bounced': [{ on: 'ovl128', run: 'ip link set vxlan1 down; ip link set vxlan1 up' }],
  // What `dockerd --icc=false` programs.
  'f18-bridge-nf': [
    {
      on: 'host128',
      run: `iptables -D FORWARD -i docker0 -o docker0 -j ACCEPT
            iptables -A FORWARD -i docker0 -o docker0 -j DROP`,
    },
  ],
  // A second card on both hosts; host130 answers over it.
  'f19-rp-filter': [{ on: 'lab', run: secondCards() }],
  'f19b-rp-filter-warm-arp': [
    {
      on: 'lab',
      run: `${secondCards()}
            ip -n h128 neigh replace 192.168.91.130 lladdr 00:0c:29:58:10:3c dev ens33 nud permanent`,
    },
  ],
  'f20a-macvlan-own-host': [],
  'f21b-nic-offload-bug': [breakTunnelOffload],
  'f21c-nic-offload-bug-noudpcsum': [
    { on: 'lab', run: tunnelAgain('h128', 256, 4789, 'noudpcsum') },
    { on: 'lab', run: tunnelAgain('h130', 256, 4789, 'noudpcsum') },
    breakTunnelOffload,
  ],
  'f21d-nic-offload-bug-invalid-drop': [
    { on: 'host130', run: 'iptables -I INPUT -m conntrack --ctstate INVALID -j DROP' },
    breakTunnelOffload,
  ],
  'f22-conntrack-full': [fillTracking],
  // A second machine with host128's address.
  'f23-dup-host-ip': [
    {
      on: 'lab',
      run: `ip netns add lanrogue
            ip netns exec lanrogue sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
            ip -n lan link add prog type veth peer name eth0 address 00:0c:29:aa:bb:cc netns lanrogue
            ip -n lan link set prog master br-lan
            ip -n lan link set prog up
            ip -n lanrogue addr add 192.168.91.128/24 brd + dev eth0
            ip -n lanrogue link set eth0 up
            ip netns exec lanrogue arping -c 2 -w 1 -U -I eth0 192.168.91.128 > /dev/null || true`,
    },
  ],
  'f23b-stale-arp': [
    {
      on: 'host130',
      run: 'ip neigh replace 192.168.91.128 lladdr 00:0c:29:aa:bb:cc dev ens38 nud permanent',
    },
  ],
  // DHCP gave host128 another address, and host130's forwarding entry still has the old one.
  'f24-stale-fdb-vtep': [
    {
      on: 'host128',
      run: `ip addr del 192.168.91.128/24 dev ens33
            ip addr add 192.168.91.131/24 brd + dev ens33
            ip route add default via 192.168.91.2 dev ens33 proto static metric 100 2> /dev/null || true`,
    },
  ],
  // No fault: no container hangs on docker0.
  'x01-docker0-empty': [{ on: 'host128', run: 'ip link del vethb21c7e4; ip link del veth5f09a1d' }],
};
