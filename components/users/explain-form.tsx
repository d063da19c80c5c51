'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useClusters } from '#components/layout/use-clusters.ts'
import { Button } from '#components/ui/button.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { AccessAnswer } from '#lib/users/grant-schema.ts'
import { type Permission, permissions } from '#lib/users/permissions.ts'
import { type ExplainQuestion, explainQuery, usersQuery } from './queries.ts'
import { ScopeText } from './scope-text.tsx'

const kinds = ['cluster', 'topic', 'group', 'namespace'] as const
type Kind = (typeof kinds)[number]

/** May somebody do something, and by which grant: answered by what guards the console itself. */
export function ExplainForm({ forOthers = false }: { forOthers?: boolean }) {
  const t = useTranslations('users.explain')
  const clusters = useClusters()
  const users = useQuery(
    forOthers ? usersQuery({ pageSize: 500, sort: 'name' }) : { queryKey: ['no users'], queryFn: skipToken },
  )
  const [user, setUser] = useState<string | null>(null)
  const [permission, setPermission] = useState<string | null>(null)
  const [clusterId, setClusterId] = useState('')
  const [kind, setKind] = useState<Kind>('cluster')
  const [name, setName] = useState('')
  const [question, setQuestion] = useState<ExplainQuestion | null>(null)
  const answer = useQuery(explainQuery(question))
  const isAboutOne = clusterId !== '' && kind !== 'cluster'
  const lacks =
    forOthers && user === null
      ? t('needsUser')
      : permission === null
        ? t('needsPermission')
        : isAboutOne && name.trim() === ''
          ? t('needsName')
          : undefined
  return (
    <form
      className="grid max-w-[72ch] gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (lacks || permission === null) return
        setQuestion({
          permission: permission as Permission, // one of the options
          ...(user !== null && { user }),
          ...(clusterId !== '' && { clusterId }),
          ...(isAboutOne && { kind, name: name.trim() }),
        })
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {forOthers && (
          <Combobox
            label={t('user')}
            value={user}
            onValueChange={setUser}
            options={(users.data?.items ?? []).map(({ userId, name: label, displayName }) => ({
              value: userId,
              label,
              hint: displayName,
            }))}
          />
        )}
        <Combobox
          label={t('permission')}
          value={permission}
          onValueChange={setPermission}
          options={permissions.map((value) => ({ value }))}
        />
        <Select
          label={t('cluster')}
          value={clusterId}
          onValueChange={setClusterId}
          options={[
            { value: '', label: t('console') },
            ...clusters.map((cluster) => ({ value: cluster.clusterId, label: cluster.name })),
          ]}
        />
        {clusterId !== '' && (
          <Select
            label={t('object')}
            value={kind}
            onValueChange={setKind}
            options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        )}
        {isAboutOne && <TextField label={t('name')} hint={t('nameHint')} value={name} onValueChange={setName} isMono />}
      </div>
      <div>
        <Button type="submit" disabledReason={lacks}>
          {t('ask')}
        </Button>
      </div>
      {question && <QueryView query={answer}>{(data) => <Verdict answer={data} />}</QueryView>}
    </form>
  )
}

function Verdict({ answer }: { answer: AccessAnswer }) {
  const t = useTranslations('users.explain')
  const { isAllowed, grants, grantedBy, permission, user } = answer
  const columns: Column<AccessAnswer['grants'][number]>[] = [
    {
      id: 'gives',
      head: t('gives'),
      width: 72,
      cell: ({ gives }) => <Tag tone={gives ? 'strong' : 'plain'}>{gives ? t('yes') : t('no')}</Tag>,
    },
    { id: 'permissionSet', head: t('set'), width: 112, cell: (grant) => grant.permissionSet },
    {
      id: 'scope',
      head: t('where'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ scope, providerGroup }) => (
        <span>
          <ScopeText scope={scope} />
          {providerGroup !== undefined && <span className="text-fg-3"> {t('viaGroup', { group: providerGroup })}</span>}
        </span>
      ),
    },
    { id: 'because', head: t('because'), width: 260, cell: ({ because }) => t(`reason.${because}`, { permission }) },
  ]
  return (
    <div className="grid gap-2" role="status">
      <Strip tone={isAllowed ? 'info' : 'warning'} icon={isAllowed ? 'ok' : 'lock'}>
        {isAllowed ? t('may', { name: user.name, permission }) : t('mayNot', { name: user.name, permission })}
        {!isAllowed && grantedBy.length > 0 && <> {t('grantedBy', { names: grantedBy.join(', ') })}</>}
      </Strip>
      {grants.length > 0 && (
        <PlainTable label={t('grants')} density={28} columns={columns} rows={grants} rowId={({ grantId }) => grantId} />
      )}
    </div>
  )
}
