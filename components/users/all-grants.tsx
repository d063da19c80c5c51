'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { Grant } from '#lib/users/grant-schema.ts'
import { GrantDialog, type GrantSubject } from './grant-dialog.tsx'
import { GrantsTable } from './grants-table.tsx'
import { grantsQuery } from './queries.ts'

/** Who holds which set where, people and groups of sign-in providers. */
export function AllGrants() {
  const t = useTranslations('users.sets')
  const access = useAccess()
  const grants = useQuery(grantsQuery())
  const [group, setGroup] = useState('')
  const [adding, setAdding] = useState<GrantSubject | null>(null)
  const nameOf = ({ subject, userName }: Grant) =>
    'providerGroup' in subject ? t('groupName', { group: subject.providerGroup }) : (userName ?? subject.userId)
  return (
    <Section
      title={t('grants')}
      count={grants.data?.total}
      end={
        <span className="flex items-end gap-2">
          <TextField label={t('group')} isLabelHidden placeholder={t('group')} value={group} onValueChange={setGroup} />
          <Button
            icon="plus"
            disabledReason={access.reason('user:manage') ?? (group.trim() === '' ? t('needsGroup') : undefined)}
            onClick={() => setAdding({ providerGroup: group.trim(), name: group.trim() })}
          >
            {t('addToGroup')}
          </Button>
        </span>
      }
    >
      <p className="mb-2 max-w-[72ch] text-12 text-fg-3">{t('grantsHint')}</p>
      <QueryView query={grants}>
        {(data) => <GrantsTable grants={data.items} label={t('grants')} nameOf={nameOf} />}
      </QueryView>
      {adding && <GrantDialog subject={adding} grant={null} onClose={() => setAdding(null)} />}
    </Section>
  )
}
