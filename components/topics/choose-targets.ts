import type { Master, Masters } from './masters-of.ts'
import type { CommandTarget } from './mqadmin-command.ts'
import type { Where } from './topic-draft.ts'

interface Targets {
  /** Masters that get the topic; 0 = not known. */
  count: number
  command: CommandTarget[]
}

/** The masters that a choice means, as far as the console knows them. */
export function mastersAt(where: Where, { masters, clusterNames }: Masters): readonly Master[] {
  if (where.kind === 'brokers') return masters.filter(({ brokerName }) => where.brokerNames.includes(brokerName))
  const names = where.kind === 'clusterName' ? [where.clusterName] : clusterNames
  return masters.filter(({ clusterName }) => names.includes(clusterName))
}

/** How many masters a choice means, and how mqadmin is told the same. */
export function chooseTargets(where: Where, known: Masters): Targets {
  const chosen = mastersAt(where, known)
  if (where.kind === 'brokers') {
    return {
      count: where.brokerNames.length,
      command: chosen.map(({ announcedAddress }) => ({ brokerAddress: announcedAddress })),
    }
  }
  const names = where.kind === 'clusterName' ? [where.clusterName] : known.clusterNames
  return { count: chosen.length, command: names.map((clusterName) => ({ clusterName })) }
}
