import { ClientsPage } from '#components/clients/clients-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <ClientsPage clusterId={clusterId} />
}
