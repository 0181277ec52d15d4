import { deleteUserChains, flushRules, lookupChain } from '../../../network/kernel/index.ts';
import { hostNetns, nodeNamed, restartEngines } from '../lab.ts';
import { type Fault, nodeOfPlace } from './fault.ts';
import { publishedContainers } from './published.ts';

/** A firewall was restarted under the engine: its chains and rules are gone, FORWARD's policy is not (docker-lab s09). */
export const dockerChainsFlushed: Fault = {
  id: 'docker-chains-flushed',
  layer: 'firewall',
  title: { en: "the engine's rules in the filter table were flushed", zh: '引擎在 filter 表里的规则被清空' },
  explanation: {
    en: 'Something emptied the filter table while the engine ran. What it let pass is gone, the policy DROP of FORWARD stays, and the engine does not look again until it restarts.',
    zh: '有东西在引擎运行时清空了 filter 表。放行规则都没有了，FORWARD 的默认策略 DROP 还在，而引擎在重启之前不会再看一眼。',
  },
  detected: {
    en: "FORWARD has no jump to the engine's chains.",
    zh: 'FORWARD 没有跳转到引擎的链。',
  },
  repaired: {
    en: 'The engine restarts and writes its rules; then the containers.',
    zh: '重启引擎，由它重写规则；然后启动容器。',
  },
  needsRestart: true,
  sites: (lab) =>
    publishedContainers(lab)
      .map(({ node }) => [`${node.name}/firewall`])
      .slice(0, 1),
  injectLate(lab, site) {
    const netns = hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    // What `iptables -F; iptables -X` does: the table nat is another one, and policies stay.
    flushRules(netns, 'filter');
    deleteUserChains(netns, 'filter');
  },
  detect(lab, site) {
    const netns = hostNetns(lab, nodeNamed(lab, nodeOfPlace(site[0])));
    const forward = netns.netfilter.tables.has('filter')
      ? lookupChain(netns, 'filter', 'FORWARD')
      : undefined;
    return !forward?.rules.some(({ target }) => target.kind === 'jump' && target.chain.startsWith('DOCKER'));
  },
  repair: (lab) => restartEngines(lab),
};
