'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { type State, stateLooks } from '#components/ui/state-pill.tsx'
import type { BrokerRoleState, RoleItem } from '#lib/roles/schema.ts'
import { useRoleWords } from './use-role-words.ts'

export const brokerRoleStates: Record<BrokerRoleState, State> = {
  EQUAL: 'ok',
  MISSING: 'warning',
  DIFFERS: 'warning',
  UNREACHABLE: 'unknown',
  NO_STORE: 'unknown',
}

/** Is the role alike on all brokers, and if not, where not? */
export function OnBrokersText({
  role: { differsOn, brokersKnown, isPartlyWritten },
  isSentence = false,
}: {
  role: Pick<RoleItem, 'differsOn' | 'brokersKnown' | 'isPartlyWritten'>
  /** Where no label says that it is about brokers. */
  isSentence?: boolean
}) {
  const t = useTranslations('roles')
  const words = useRoleWords()
  const [first, ...more] = differsOn.toSorted((a, b) => rank(a.state) - rank(b.state))
  if (first === undefined)
    return <span className="text-fg-2">{t(isSentence ? 'onAllBrokers' : 'onAll', { count: brokersKnown })}</span>
  const look = stateLooks[brokerRoleStates[first.state]]
  const notes = differsOn.flatMap((broker) => [words.onBroker(broker), ...broker.differences.map(words.difference)])
  return (
    <Explained note={notes} className={`inline-flex max-w-full min-w-0 items-center gap-1 ${look.text}`}>
      <Icon name={look.icon} size={12} className={`shrink-0 ${look.mark}`} />
      <span className="truncate">
        {isPartlyWritten ? `${t('partlyWritten')}: ` : ''}
        {words.onBroker(first)}
      </span>
      {more.length > 0 && <span className="shrink-0 text-12 text-fg-3">+{more.length}</span>}
    </Explained>
  )
}

const order: readonly BrokerRoleState[] = ['MISSING', 'DIFFERS', 'NO_STORE', 'UNREACHABLE', 'EQUAL']
const rank = (state: BrokerRoleState) => order.indexOf(state)
