import { RolePage } from '#components/roles/role-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; roleName: string }> }) {
  const { clusterId, roleName } = await params
  // Pages get their parameters as they stand in the address.
  return <RolePage clusterId={clusterId} roleName={decodeURIComponent(roleName)} />
}
