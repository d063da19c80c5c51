import { RuleEditorPage } from '#components/alarms/rule-editor-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string }> }) {
  const { clusterId } = await params
  return <RuleEditorPage clusterId={clusterId} ruleId={null} />
}
