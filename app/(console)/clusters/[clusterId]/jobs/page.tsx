import { JobsPage } from '#components/jobs/jobs-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <JobsPage clusterId={clusterId} />
}
