import type { Scenario, SetupStep } from '../../../drill/scenario/index.ts';

export const SANDBOX_128 = 'h128_1-3f2a9c1b7d';
export const SANDBOX_130 = 'h130_1-3f2a9c1b7d';

/** Deletes a host's tunnel device and makes it again with another number or port, entries included. */
export function tunnelAgain(host: 'h128' | 'h130', vni: number, port: number, more = ''): string {
  const sandbox = host === 'h128' ? SANDBOX_128 : SANDBOX_130;
  const mac = host === 'h128' ? '7e:1d:40:c2:55:80' : '7e:1d:40:c2:55:82';
  const [octet, remote] = host === 'h128' ? [3, 130] : [2, 128];
  return `ip -n ${sandbox} link del vxlan1
          ip -n ${host} link add vx-000100-3f2a9 address ${mac} mtu 1450 type vxlan id ${vni} dstport ${port} proxy l2miss l3miss ageing 300 ${more}
          ip -n ${host} link set vx-000100-3f2a9 netns ${sandbox} name vxlan1
          ip -n ${sandbox} link set vxlan1 master br0
          ip -n ${sandbox} link set vxlan1 up
          bridge -n ${sandbox} fdb add 02:42:0a:00:00:0${octet} dev vxlan1 dst 192.168.91.${remote} self permanent
          ip -n ${sandbox} neigh add 10.0.0.${octet} lladdr 02:42:0a:00:00:0${octet} dev vxlan1 nud permanent`;
}

/** A second card on both hosts, and host130's way to host128 over it. */
export function secondCards(): string {
  return `ip -n lan link add br-lan2 type bridge
          ip -n lan link set br-lan2 up
          card() { # HOST LAST-OCTET MAC
            ip -n lan link add q$2 type veth peer name ens39 address $3 netns $1
            ip -n lan link set q$2 master br-lan2
            ip -n lan link set q$2 up
            ip -n $1 addr add 192.168.92.$2/24 brd + dev ens39
            ip -n $1 link set ens39 up
            ip netns exec $1 sysctl -q -w net.ipv4.conf.ens39.rp_filter=1
          }
          card h128 128 00:0c:29:25:e5:bc
          card h130 130 00:0c:29:25:10:46
          ip -n h130 route add 192.168.91.128/32 via 192.168.92.128 dev ens39`;
}

/** Ends whoever listens on a TCP port of the place. */
export function killListener(port: number): string {
  return `kill $(netstat -ntlp | awk '/:${port} / {print $7}' | cut -d/ -f1)`;
}

/** The rule that lets a published port of web128 through. */
export function published(port: number): string {
  return `DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport ${port} -j ACCEPT`;
}

/** The words that start docker-proxy for port 8080 towards a port of web128. */
export function proxyTo(port: number): string[] {
  const [from, to] = ['-host-ip 0.0.0.0 -host-port 8080', `-container-ip 172.17.0.2 -container-port ${port}`];
  return `docker-proxy -proto tcp ${from} ${to}`.split(' ');
}

/** host130 moves to a second switch; the trunk between the two carries 1400 octets. */
export function narrowTrunk(): string {
  return `ip -n lan link add br-lanB type bridge mcast_snooping 0
          ip -n lan link set br-lanB up
          ip -n lan link add m0 mtu 1400 type veth peer name m1 mtu 1400
          ip -n lan link set m0 master br-lan
          ip -n lan link set m1 master br-lanB
          ip -n lan link set p130 master br-lanB
          ip -n lan link set m0 up
          ip -n lan link set m1 up
          for p in m0 m1; do
            ip netns exec lan ethtool -K $p tx off tso off gso off tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off > /dev/null
          done`;
}

/** The hosts reach each other through the gateway, whose way on carries 1400 octets. (The recording also forbade redirects; none are sent here.) */
export function routedFabric(): string {
  return `ip -n gw rule add iif eth0 lookup 91
          ip -n gw route add 192.168.91.130/32 dev eth0 mtu 1400 table 91
          ip -n gw route add 192.168.91.128/32 dev eth0 mtu 1400 table 91
          ip -n h128 route add 192.168.91.130/32 via 192.168.91.2
          ip -n h130 route add 192.168.91.128/32 via 192.168.91.2`;
}

/** Where commands of a lab ran that only its fault made. */
export const EXTRA_PLACES: Pick<Scenario, 'roots' | 'places'> = {
  roots: {
    dup128: {
      node: 'lab',
      profile: 'debian12',
      hostname: '3b7c55d0e8aa',
      files: {
        '/etc/resolv.conf': 'nameserver 127.0.0.11\noptions ndots:0\n',
        '/etc/hosts': '127.0.0.1\tlocalhost\n',
      },
    },
  },
  places: { dup128: { node: 'lab', netns: 'h128_dup', root: 'dup128' } },
};

/** A second container of host128 on the overlay, with over-130's address. */
export function duplicate(mac: string): SetupStep[] {
  const run = `ip netns add h128_dup
               ip netns exec h128_dup sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
               ip -n h128_dup link set lo up
               ip -n h128 link add vethd00d001 mtu 1450 type veth peer name vethd00d001c mtu 1450 address ${mac}
               ip -n h128 link set vethd00d001 netns ${SANDBOX_128} name veth3
               ip -n h128 link set vethd00d001c netns h128_dup name eth0
               ip -n ${SANDBOX_128} link set veth3 address f2:0b:66:91:c7:58
               ip -n ${SANDBOX_128} link set veth3 master br0
               ip -n ${SANDBOX_128} link set veth3 up
               ip -n h128_dup addr add 10.0.0.3/24 brd + dev eth0
               ip -n h128_dup link set eth0 up`;
  return [
    { on: 'lab', run },
    { on: 'dup128', start: ['http-server', '0.0.0.0', '80', 'IMPOSTOR-on-host128'], as: 'nginx' },
    { on: 'dup128', run: 'arping -c 1 -w 1 -U -I eth0 10.0.0.3 > /dev/null || true' },
  ];
}
