'use client'

import { useTranslations } from 'next-intl'
import { copyText } from '#components/ui/copy-text.ts'
import type { MenuItem } from '#components/ui/menu.tsx'
import type { RoleItem } from '#lib/roles/schema.ts'
import type { RoleAction } from './role-dialogs.tsx'
import { roleHref } from './role-href.ts'
import { useRoleAccess } from './use-role-access.ts'

interface RoleMenuOptions {
  clusterId: string
  /** Opens a dialog. */
  onAction: (action: RoleAction) => void
  /** On the role's own page the way to it, and what has a button there, are left out. */
  isOnPage?: boolean
}

/** What can be done with a role, in the list and on its page alike. */
export function useRoleMenu({
  clusterId,
  onAction,
  isOnPage = false,
}: RoleMenuOptions): (role: RoleItem) => MenuItem[] {
  const t = useTranslations('roles.menu')
  const may = useRoleAccess(clusterId)
  return (role) => {
    const { roleName, status } = role
    const isOff = status === 'disabled'
    const mayChange = may.change(role)
    return [
      ...(isOnPage ? [] : [{ label: t('open'), icon: 'key' as const, href: roleHref(clusterId, roleName) }]),
      { label: t('copyName'), icon: 'copy', onSelect: () => void copyText(roleName) },
      {
        label: t('reveal'),
        icon: 'eye',
        onSelect: () => onAction({ kind: 'secret', roleName }),
        disabledReason: may.reveal(role),
      },
      { label: t('connect'), icon: 'link', href: roleHref(clusterId, roleName, 'connect') },
      { label: t('policies'), icon: 'rows', href: roleHref(clusterId, roleName, 'policies') },
      { separator: true },
      ...(isOnPage
        ? []
        : [
            {
              label: t('edit'),
              icon: 'edit' as const,
              onSelect: () => onAction({ kind: 'edit', roleName }),
              disabledReason: mayChange,
            },
          ]),
      {
        label: t(isOff ? 'enable' : 'disable'),
        icon: isOff ? 'play' : 'pause',
        onSelect: () => onAction({ kind: 'status', roleName, status: isOff ? 'enabled' : 'disabled' }),
        disabledReason: isOff ? mayChange : may.end(role),
      },
      {
        label: t('rotate'),
        icon: 'refresh',
        onSelect: () => onAction({ kind: 'rotate', roleName }),
        disabledReason: mayChange,
      },
      {
        label: t('copyToBrokers'),
        icon: 'broker',
        onSelect: () => onAction({ kind: 'copy', roleNames: [roleName] }),
        disabledReason: mayChange,
      },
      {
        label: t('repair'),
        icon: 'diff',
        onSelect: () => onAction({ kind: 'repair', roleNames: [roleName] }),
        disabledReason: mayChange ?? (role.differsOn.length === 0 ? t('isAlike') : undefined),
      },
      { separator: true },
      {
        label: t('delete'),
        icon: 'trash',
        onSelect: () => onAction({ kind: 'delete', roleName }),
        disabledReason: may.end(role),
      },
    ]
  }
}
