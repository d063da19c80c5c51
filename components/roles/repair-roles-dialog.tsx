'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { ImpactList } from '#components/ui/impact-list.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Select } from '#components/ui/select.tsx'
import { call } from '#lib/api/call.ts'
import { repairRolesEndpoint } from '#lib/roles/api.ts'
import { brokerRoleStates } from './on-brokers-text.tsx'
import { roleDifferencesQuery } from './queries.ts'
import { RoleWriteDialog } from './role-write-dialog.tsx'
import { useRoleWords } from './use-role-words.ts'

interface RepairRolesDialogProps {
  clusterId: string
  roleNames: readonly string[]
  onClose: () => void
}

/** Roles are made equal to what one broker holds, or to what was saved here last. */
export function RepairRolesDialog({ clusterId, roleNames, onClose }: RepairRolesDialogProps) {
  const t = useTranslations('roles.repair')
  const words = useRoleWords()
  const query = useQuery({ ...roleDifferencesQuery(clusterId, true), staleTime: 10_000 })
  const [chosen, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string[]>([])
  const roles = (query.data?.items ?? []).filter(({ roleName }) => roleNames.includes(roleName))
  const [first] = roles
  const hasWish = roles.length > 0 && roles.every((role) => role.hasWish)
  const from = chosen ?? (hasWish ? 'WISH' : null)
  const brokers = first?.brokers ?? []
  const stateAt = (address: string) =>
    roles.flatMap(({ brokers: each }) => each.filter((broker) => broker.address === address))
  const sources = brokers.map((broker) => {
    const lacking = stateAt(broker.address).find(({ state }) => state !== 'EQUAL' && state !== 'DIFFERS')
    return {
      value: broker.address,
      label: words.brokers.one(broker),
      hint: broker.address,
      ...(lacking && { disabledReason: words.onBroker(lacking) }),
    }
  })
  const targets = brokers
    .filter(({ address }) => address !== from)
    .map((broker) => {
      const differing = stateAt(broker.address).find(({ state }) => brokerRoleStates[state] !== 'ok')
      return {
        value: broker.address,
        label: words.brokers.one(broker),
        hint: differing ? words.onBroker(differing) : t('asMost'),
      }
    })
  return (
    <RoleWriteDialog
      clusterId={clusterId}
      roleName={null}
      title={t('title', { count: roleNames.length, name: roleNames[0] ?? '' })}
      submitLabel={t('submit')}
      send={({ dryRun, confirm }) =>
        call(repairRolesEndpoint, {
          params: { clusterId },
          query: { dryRun },
          body: {
            roleNames: [...roleNames],
            from: from ?? 'WISH',
            ...(to.length > 0 && { to }),
            ...(confirm !== undefined && { confirm }),
          },
        })
      }
      fieldsDisabledReason={query.data === undefined ? t('reading') : from === null ? t('needsFrom') : undefined}
      says={<ImpactList items={[{ kind: 'warning', text: t('removes') }]} />}
      onClose={onClose}
      fields={() =>
        query.data === undefined ? (
          query.error ? (
            <ProblemView error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <Loading shape="block" what={t('reading')} />
          )
        ) : (
          <div className="grid gap-4">
            <p className="text-fg-2">{t('text')}</p>
            <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
              <Select
                label={t('from')}
                isRequired
                placeholder={t('choose')}
                value={from}
                onValueChange={setFrom}
                options={[
                  {
                    value: 'WISH',
                    label: t('wish'),
                    hint: t('wishHint'),
                    ...(!hasWish && { disabledReason: t('noWish') }),
                  },
                  ...sources,
                ]}
              />
              <MultiSelect
                label={t('to')}
                placeholder={t('toAll')}
                hint={t('toHint')}
                values={to}
                onValuesChange={setTo}
                options={targets}
              />
            </div>
            {roles.map(({ roleName, brokers: each }) => (
              <section key={roleName}>
                <h3 className="font-medium [overflow-wrap:anywhere]">{roleName}</h3>
                <ul className="text-12 text-fg-2">
                  {each
                    .filter(({ state }) => state !== 'EQUAL')
                    .map((broker) => (
                      <li key={broker.address} className="[overflow-wrap:anywhere]">
                        {words.onBroker(broker)}
                        {broker.differences.length > 0 && `: ${broker.differences.map(words.difference).join('; ')}`}
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </div>
        )
      }
    />
  )
}
