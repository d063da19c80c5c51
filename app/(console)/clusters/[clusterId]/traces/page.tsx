import { TracesPage } from '#components/traces/traces-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <TracesPage clusterId={clusterId} />
}
