import { redirect } from 'next/navigation'

/** Until there is an overview, a cluster opens at its topics. */
export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  redirect(`/clusters/${clusterId}/topics`)
}
