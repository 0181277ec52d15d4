import type { Node } from '../../../model/state/index.ts';
import { deleteRuleAt, lookupChain } from '../../../network/kernel/index.ts';
import { engineNodes, hostNetns, type Lab, nodeNamed, restartEngines } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';

/** Positions, from 1, of the rules that hide containers behind the host's address. */
function masquerades(lab: Lab, node: Node): number[] {
  const netns = hostNetns(lab, node);
  const chain = netns.netfilter.tables.has('nat') ? lookupChain(netns, 'nat', 'POSTROUTING') : undefined;
  return (chain?.rules ?? []).flatMap(({ target }, at) => (target.kind === 'MASQUERADE' ? [at + 1] : []));
}

/** The rule that gives packets of containers the host's address is gone: they leave and nobody can answer (kernel-lab f09). */
export const masqueradeMissing: Fault = {
  id: 'masquerade-missing',
  layer: 'firewall',
  title: { en: 'the MASQUERADE rule of the bridge is gone', zh: '网桥的 MASQUERADE 规则没有了' },
  explanation: {
    en: 'Packets of containers leave the host with their own addresses, which nobody outside knows a way back to. Published ports still work: their answers are rewritten by the connection that came in.',
    zh: '容器的报文带着自己的地址离开主机，外面没有人知道回去的路。发布的端口仍然正常：它们的应答由进入的连接改写。',
  },
  detected: {
    en: 'POSTROUTING of the table `nat` has no rule with the target MASQUERADE.',
    zh: '`nat` 表的 POSTROUTING 里没有目标为 MASQUERADE 的规则。',
  },
  repaired: {
    en: 'The engine restarts and writes it again; then the containers.',
    zh: '重启引擎，由它重写规则；然后启动容器。',
  },
  sites: (lab) =>
    engineNodes(lab)
      .filter((node) => masquerades(lab, node).length > 0)
      .map((node) => [`${node.name}/firewall`]),
  injectLate(lab, site) {
    const node = nodeNamed(lab, nodeOfPlace(site[0]));
    for (const at of masquerades(lab, node).reverse())
      deleteRuleAt(hostNetns(lab, node), 'nat', 'POSTROUTING', at);
  },
  detect: (lab, site) => masquerades(lab, nodeNamed(lab, nodeOfPlace(site[0]))).length === 0,
  repair: (lab) => restartEngines(lab),
};
