import { ClusterEditor } from '#components/clusters/cluster-editor.tsx'

export default function Page() {
  return <ClusterEditor />
}
