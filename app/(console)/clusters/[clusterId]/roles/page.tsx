import { RolesPage } from '#components/roles/roles-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <RolesPage clusterId={clusterId} />
}
