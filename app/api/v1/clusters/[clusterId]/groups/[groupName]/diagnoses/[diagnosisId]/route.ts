import { handle } from '#lib/api/handle.ts'
import { getDiagnosisEndpoint } from '#lib/diagnoses/api.ts'
import { getDiagnosis } from '#lib/diagnoses/get-diagnosis.ts'

export const GET = handle(getDiagnosisEndpoint, (ctx, { params }) => getDiagnosis(ctx, params))
