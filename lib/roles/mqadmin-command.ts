import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { PolicyEntry } from '#lib/rocketmq/admin/roles.ts'
import type { BrokerPlan } from './plan-role.ts'
import type { RoleKind } from './schema.ts'

/** What stands for a secret. */
const SECRET = '<SECRET>'
/** A role of 500 rows on ten brokers: nobody pastes that. */
const MAX_LINES = 200

/**
 * The `mqadmin` lines that do the same, broker by broker, for the tool knows no slaves by `-c`. It takes its account from
 * `conf/tools.yml`; secrets are placeholders. Default policies it cannot write.
 */
export function roleCommand(nameServers: readonly string[], plans: readonly BrokerPlan[]): string {
  const lines = plans.filter(({ blocked }) => !blocked).flatMap((plan) => linesOf(nameServers, plan))
  if (lines.length <= MAX_LINES) return lines.join('\n')
  return [...lines.slice(0, MAX_LINES), `# … ${lines.length - MAX_LINES} more`].join('\n')
}

function linesOf(nameServers: readonly string[], plan: BrokerPlan): string[] {
  const { roleName, server, held, create, update, put, remove, deleteUser } = plan
  const line = (command: string, words: string[]) =>
    mqadminLine(command, nameServers, ['-b', server.announcedAddress, ...words])
  const kindWords = (kind: RoleKind | undefined) => (kind ? ['-t', kind] : [])
  const hasAcl = (held?.entries ?? []).length > 0
  return [
    ...(create ? [line('createUser', ['-u', roleName, '-p', SECRET, ...kindWords(create.kind)])] : []),
    ...(create?.status === 'disabled' ? [line('updateUser', ['-u', roleName, '-s', 'disable'])] : []),
    ...(update ? updateLines(update).map((words) => line('updateUser', ['-u', roleName, ...words])) : []),
    ...put.map((entry, index) => putLine(line, roleName, entry, hasAcl || index > 0)),
    ...remove.map(({ policyType, resource }) =>
      policyType === 'Custom'
        ? line('deleteAcl', ['-s', `User:${roleName}`, '-r', resource])
        : `# mqadmin does not delete ${policyType} policies: ${resource}`,
    ),
    ...(deleteUser ? [line('deleteUser', ['-u', roleName])] : []),
  ]
}

/** The tool takes one of the three. */
function updateLines({ kind, status, secretKey }: NonNullable<BrokerPlan['update']>): string[][] {
  return [
    ...(secretKey ? [['-p', SECRET]] : []),
    ...(kind ? [['-t', kind]] : []),
    ...(status ? [['-s', status === 'enabled' ? 'enable' : 'disable']] : []),
  ]
}

function putLine(
  line: (command: string, words: string[]) => string,
  roleName: string,
  { policyType, resource, actions, sourceIps, decision }: PolicyEntry,
  hasAcl: boolean,
): string {
  if (policyType !== 'Custom') return `# mqadmin does not write ${policyType} policies: ${resource}`
  return line(hasAcl ? 'updateAcl' : 'createAcl', [
    ...['-s', `User:${roleName}`, '-r', resource, '-a', actions.join(','), '-d', decision],
    ...(sourceIps.length > 0 ? ['-i', sourceIps.join(',')] : []),
  ])
}

/** The `mqadmin` lines that copy users with their policies. */
export function copyCommand(
  nameServers: readonly string[],
  from: string,
  to: readonly string[],
  roleNames: readonly string[],
): string {
  return to
    .flatMap((target) => [
      mqadminLine('copyUser', nameServers, ['-f', from, '-t', target, '-u', roleNames.join(',')]),
      mqadminLine('copyAcl', nameServers, [
        ...['-f', from, '-t', target],
        ...['-s', roleNames.map((name) => `User:${name}`).join(',')],
      ]),
    ])
    .join('\n')
}
