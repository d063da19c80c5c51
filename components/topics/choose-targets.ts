import type { Masters } from './masters-of.ts'
import type { CommandTarget } from './mqadmin-command.ts'
import type { Where } from './topic-draft.ts'

interface Targets {
  /** Masters that get the topic; 0 = not known. */
  count: number
  command: CommandTarget[]
}

/** The masters that a choice means, as far as the console knows them, and how mqadmin is told the same. */
export function chooseTargets(where: Where, { masters, clusterNames }: Masters): Targets {
  if (where.kind === 'brokers') {
    const chosen = masters.filter(({ brokerName }) => where.brokerNames.includes(brokerName))
    return {
      count: where.brokerNames.length,
      command: chosen.map(({ announcedAddress }) => ({ brokerAddress: announcedAddress })),
    }
  }
  const names = where.kind === 'clusterName' ? [where.clusterName] : clusterNames
  return {
    count: masters.filter(({ clusterName }) => names.includes(clusterName)).length,
    command: names.map((clusterName) => ({ clusterName })),
  }
}
