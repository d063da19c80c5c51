import { useTranslations } from 'next-intl'
import type { Permission } from '#lib/users/permissions.ts'

/** What each permission allows, one per line, with the name that the API and refusals use. */
export function PermissionWords({ permissions }: { permissions: readonly Permission[] }) {
  const t = useTranslations('users.sets.words')
  return (
    <ul className="max-w-[72ch] py-1 text-12">
      {permissions.map((permission) => (
        <li key={permission} className="flex flex-wrap gap-x-2 leading-5">
          <span>{t(permission)}</span>
          <span className="font-mono text-fg-3">{permission}</span>
        </li>
      ))}
    </ul>
  )
}
