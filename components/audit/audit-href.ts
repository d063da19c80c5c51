/** As far back as the audit is kept unless somebody has it kept longer. */
const FROM = 'now-400d'

/** All rows about one thing. */
export const auditHref = (about: { kind: string; targetName: string; clusterId?: string }): string =>
  `/audit?${new URLSearchParams({ ...about, from: FROM })}`
