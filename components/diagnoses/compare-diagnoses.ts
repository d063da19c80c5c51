import { type Diagnosis, DiagnosisCheck, type DiagnosisLine } from '#lib/diagnoses/schema.ts'

export interface ComparedCheck {
  check: DiagnosisCheck
  before: DiagnosisLine[]
  after: DiagnosisLine[]
  isSame: boolean
}

const textOf = (lines: readonly DiagnosisLine[]) =>
  JSON.stringify(lines.map(({ verdict, cause, params }) => [verdict, cause, Object.entries(params).sort()]))

/** What two diagnoses say of each check; a check that neither made is left out. Pure. */
export function compareDiagnoses(before: Pick<Diagnosis, 'lines'>, after: Pick<Diagnosis, 'lines'>): ComparedCheck[] {
  const linesOf = ({ lines }: Pick<Diagnosis, 'lines'>, check: DiagnosisCheck) =>
    lines.filter((line) => line.check === check)
  return DiagnosisCheck.options
    .map((check) => ({ check, before: linesOf(before, check), after: linesOf(after, check) }))
    .filter((row) => row.before.length > 0 || row.after.length > 0)
    .map((row) => ({ ...row, isSame: textOf(row.before) === textOf(row.after) }))
}
