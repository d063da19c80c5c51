'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { Column } from '#components/data-table/column.ts'
import { createdAtColumn, labelsColumn, ownerColumn, remarkColumn } from '#components/data-table/metadata-columns.tsx'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { RoleItem } from '#lib/roles/schema.ts'
import { OnBrokersText } from './on-brokers-text.tsx'
import { roleHref } from './role-href.ts'
import { RoleStatePill } from './role-state-pill.tsx'
import { RoleTags } from './role-tags.tsx'
import { SourceIpsText } from './source-ips-text.tsx'
import { useRoleWords } from './use-role-words.ts'

interface RoleColumnsOptions {
  clusterId: string
  /** The same function for good. */
  menuOf: (role: RoleItem) => MenuItem[]
  /** The same function for good. */
  onReveal: (roleName: string) => void
  /** Why no secret may be shown. */
  revealReason: string | undefined
}

export function useRoleColumns({ clusterId, menuOf, onReveal, revealReason }: RoleColumnsOptions): Column<RoleItem>[] {
  const t = useTranslations('roles')
  const words = useRoleWords()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language, as `t` does
  return useMemo<Column<RoleItem>[]>(() => {
    const plain = { isSortable: true, priority: 2 } as const
    const rare = { ...plain, isHiddenInitially: true } as const
    return [
      {
        id: 'status',
        head: t('status'),
        width: 92,
        isSortable: true,
        canHide: false,
        cell: ({ status }) => <RoleStatePill status={status} />,
      },
      {
        id: 'roleName',
        head: t('role'),
        width: 260,
        isFlexible: true,
        minWidth: 200,
        isSortable: true,
        canHide: false,
        cell: (row) => (
          <span className="group flex min-w-0 items-center gap-1">
            <span className="min-w-0">
              <NameCell name={row.roleName} href={roleHref(clusterId, row.roleName)} marks={<RoleTags role={row} />} />
            </span>
            <CopyButton text={row.roleName} label={t('copyName', { name: row.roleName })} />
          </span>
        ),
      },
      { id: 'kind', head: t('kind'), width: 80, ...rare, cell: ({ kind }) => t(`kinds.${kind}`) },
      {
        id: 'secret',
        head: t('secret'),
        width: 92,
        priority: 2,
        cell: ({ roleName }) => (
          <span className="flex items-center gap-1">
            <span role="img" aria-label={t('secretHidden')} className="font-mono text-12 text-fg-3">
              ••••••
            </span>
            <IconButton
              icon="eye"
              size="s"
              label={t('revealOf', { name: roleName })}
              disabledReason={revealReason}
              onClick={() => onReveal(roleName)}
            />
          </span>
        ),
      },
      {
        id: 'type',
        head: t('type'),
        width: 124,
        ...plain,
        cell: ({ kind, type }) => (
          <span className="text-fg-2">{kind === 'Super' ? t('everything') : t(`types.${type}`)}</span>
        ),
      },
      {
        id: 'produce',
        head: t('produce'),
        width: 132,
        priority: 2,
        cell: ({ produce }) => <span className="text-fg-2">{words.mayUse(produce, 'produce')}</span>,
      },
      {
        id: 'consume',
        head: t('consume'),
        width: 168,
        priority: 2,
        cell: ({ consume }) => <span className="text-fg-2">{words.mayUse(consume, 'consume')}</span>,
      },
      {
        id: 'sourceIps',
        head: t('sourceIps'),
        width: 136,
        priority: 2,
        cell: ({ sourceIps, isAnySource }) => <SourceIpsText sourceIps={sourceIps} isAny={isAnySource} />,
      },
      {
        id: 'differsOn',
        head: t('onBrokers'),
        width: 160,
        isSortable: true,
        cell: (row) => <OnBrokersText role={row} />,
      },
      remarkColumn(t('remark')),
      labelsColumn(t('labels')),
      { ...ownerColumn(t('owner')), width: 112 },
      createdAtColumn(t('createdAt')),
      {
        id: 'modifiedAt',
        head: t('modifiedAt'),
        width: 180,
        ...rare,
        cell: ({ modifiedAt }) => (modifiedAt ? <Instant at={modifiedAt} withMs={false} /> : '–'),
      },
      {
        id: 'keySetAt',
        head: t('keySetAt'),
        width: 120,
        ...rare,
        cell: ({ keySetAt, isKeyOld }) =>
          keySetAt ? (
            <Age at={keySetAt} {...(isKeyOld && { className: 'text-warning' })} />
          ) : (
            <span title={t('keyAgeUnknown')}>?</span>
          ),
      },
      {
        id: 'actions',
        head: '',
        align: 'right',
        width: 40,
        canHide: false,
        cell: (row) => <RowMenu label={t('actionsOf', { name: row.roleName })} items={() => menuOf(row)} />,
      },
    ]
  }, [clusterId, menuOf, onReveal, revealReason, t])
}
