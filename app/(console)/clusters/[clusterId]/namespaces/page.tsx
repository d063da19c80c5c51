import { NamespacesPage } from '#components/namespaces/namespaces-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <NamespacesPage clusterId={clusterId} />
}
