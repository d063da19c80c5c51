import { handle } from '#lib/api/handle.ts'
import { listDiagnosesEndpoint, runDiagnosisEndpoint } from '#lib/diagnoses/api.ts'
import { listDiagnoses } from '#lib/diagnoses/list-diagnoses.ts'
import { runDiagnosis } from '#lib/diagnoses/run-diagnosis.ts'

export const GET = handle(listDiagnosesEndpoint, (ctx, { params, query }) =>
  listDiagnoses(ctx, { ...params, ...query }),
)
export const POST = handle(runDiagnosisEndpoint, (ctx, { params }) => runDiagnosis(ctx, params))
