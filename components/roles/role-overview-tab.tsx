'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Button } from '#components/ui/button.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { RoleRow } from '#lib/roles/policy-schema.ts'
import type { Role } from '#lib/roles/schema.ts'
import { OnBrokersText } from './on-brokers-text.tsx'
import { roleHref } from './role-href.ts'
import { RoleWarnings } from './role-warnings.tsx'
import { SourceIpsText } from './source-ips-text.tsx'
import { useRoleAccess } from './use-role-access.ts'
import { useRoleWords } from './use-role-words.ts'

interface RoleOverviewTabProps {
  clusterId: string
  role: Role
  onReveal: () => void
  onRepair: () => void
}

/** What a role is and may do. */
export function RoleOverviewTab({ clusterId, role, onReveal, onRepair }: RoleOverviewTabProps) {
  const t = useTranslations('roles')
  const may = useRoleAccess(clusterId)
  const words = useRoleWords()
  const { form } = role
  const differs = role.differsOn.filter(({ state }) => state === 'MISSING' || state === 'DIFFERS')
  return (
    <div className="grid gap-3 pt-3">
      <RoleWarnings warnings={role.warnings} />
      {differs.length > 0 && (
        <Strip
          tone="warning"
          end={
            <Button size="s" icon="diff" onClick={onRepair} disabledReason={may.change(role)}>
              {t('menu.repair')}
            </Button>
          }
        >
          <strong className="font-semibold">{t(role.isPartlyWritten ? 'partlyWritten' : 'differsTitle')}</strong>{' '}
          {differs.map(words.onBroker).join(', ')}
        </Strip>
      )}
      {role.isLastSuper && <Strip tone="info">{t('isLastSuper')}</Strip>}
      <KeyValuePanel
        columns={2}
        items={[
          { label: t('accessKey'), value: role.roleName, isMono: true, copy: role.roleName },
          {
            label: t('secret'),
            value: (
              <span className="flex items-center gap-2">
                <span role="img" aria-label={t('secretHidden')} className="font-mono text-12 text-fg-3">
                  ••••••••
                </span>
                <Button size="s" icon="eye" onClick={onReveal} disabledReason={may.reveal(role)}>
                  {t('menu.reveal')}
                </Button>
              </span>
            ),
          },
          { label: t('kind'), value: t(`kinds.${role.kind}`) },
          { label: t('keySetAt'), value: role.keySetAt ? <Age at={role.keySetAt} /> : `? ${t('keyAgeUnknown')}` },
          { label: t('produce'), value: words.mayUse(role.produce, 'produce') },
          { label: t('consume'), value: words.mayUse(role.consume, 'consume') },
          { label: t('sourceIps'), value: <SourceIpsText sourceIps={role.sourceIps} isAny={role.isAnySource} /> },
          { label: t('onBrokers'), value: <OnBrokersText role={role} /> },
          { label: t('owner'), value: role.owner ?? '–' },
          { label: t('remark'), value: role.remark ?? '–' },
          {
            label: t('createdAt'),
            value: role.createdAt ? (
              <>
                <Instant at={role.createdAt} withMs={false} />
                {role.createdBy && ` ${t('by', { name: role.createdBy })}`}
              </>
            ) : (
              t('notHere')
            ),
          },
          {
            label: t('modifiedAt'),
            value: role.modifiedAt ? <Instant at={role.modifiedAt} withMs={false} /> : t('notHere'),
          },
        ]}
      />
      <Section
        title={t('permissions')}
        end={<Link href={roleHref(clusterId, role.roleName, 'policies')}>{t('menu.policies')}</Link>}
        className="mt-1"
      >
        {role.kind === 'Super' ? (
          <p className="text-fg-2">{t('superText')}</p>
        ) : form === null ? (
          <div className="grid gap-2">
            <p className="text-fg-2">{t('customText')}</p>
            <ul className="font-mono text-12 leading-5">
              {role.rows.map((row) => (
                <li key={row} className="[overflow-wrap:anywhere]">
                  {row}
                </li>
              ))}
            </ul>
          </div>
        ) : form.type === 'CLUSTER' ? (
          <p>
            {t(
              form.produce && form.consume
                ? 'clusterBoth'
                : form.produce
                  ? 'clusterProduce'
                  : form.consume
                    ? 'clusterConsume'
                    : 'clusterNone',
            )}
          </p>
        ) : form.rows.length === 0 ? (
          <p className="text-fg-2">{t('noRows')}</p>
        ) : (
          <RowsTable rows={form.rows} shared={form.sourceIps ?? []} />
        )}
      </Section>
    </div>
  )
}

function RowsTable({ rows, shared }: { rows: readonly RoleRow[]; shared: readonly string[] }) {
  const t = useTranslations('roles')
  const yesNo = (is: boolean) => (is ? t('may.YES') : <span className="text-fg-3">–</span>)
  const columns: Column<RoleRow>[] = [
    { id: 'kind', head: t('on'), width: 88, cell: ({ kind }) => t(`resources.${kind}`) },
    {
      id: 'name',
      head: t('resourceName'),
      width: 280,
      isFlexible: true,
      sortValue: ({ name }) => name,
      cell: ({ name }) => <span className="block truncate font-medium">{name}</span>,
    },
    { id: 'produce', head: t('produce'), width: 88, cell: ({ produce }) => yesNo(produce) },
    { id: 'consume', head: t('consume'), width: 88, cell: ({ consume }) => yesNo(consume) },
    {
      id: 'sourceIps',
      head: t('sourceIps'),
      width: 200,
      cell: ({ sourceIps }) => {
        const ips = sourceIps ?? shared
        return <SourceIpsText sourceIps={ips} isAny={ips.length === 0} />
      },
    },
    {
      id: 'remark',
      head: t('remark'),
      width: 200,
      priority: 2,
      cell: ({ remark }) => <span className="block truncate">{remark ?? '–'}</span>,
    },
  ]
  return (
    <PlainTable
      label={t('permissions')}
      columns={columns}
      rows={rows}
      rowId={({ kind, name }) => `${kind}:${name}`}
      density={28}
    />
  )
}
