import { PermissionSetsPage } from '#components/users/permission-sets-page.tsx'

export default function Page() {
  return <PermissionSetsPage />
}
