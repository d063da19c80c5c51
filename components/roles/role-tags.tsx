'use client'

import { useTranslations } from 'next-intl'
import { Tag } from '#components/ui/tag.tsx'
import type { RoleItem } from '#lib/roles/schema.ts'

/** What one must know of a role beside its name. */
export function RoleTags({ role: { kind, isOwnAccount, isKeyOld } }: { role: RoleItem }) {
  const t = useTranslations('roles')
  return (
    <>
      {kind === 'Super' && <Tag tone="strong">{t('kinds.Super')}</Tag>}
      {isOwnAccount && <Tag>{t('ownAccount')}</Tag>}
      {isKeyOld && <Tag tone="warning">{t('oldKey')}</Tag>}
    </>
  )
}
