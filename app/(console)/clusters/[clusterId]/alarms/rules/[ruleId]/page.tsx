import { RuleEditorPage } from '#components/alarms/rule-editor-page.tsx'

export default async function Page({ params }: { params: Promise<{ clusterId: string; ruleId: string }> }) {
  const { clusterId, ruleId } = await params
  return <RuleEditorPage key={ruleId} clusterId={clusterId} ruleId={decodeURIComponent(ruleId)} />
}
