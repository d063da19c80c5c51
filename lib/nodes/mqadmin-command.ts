import type { Server } from '#lib/rocketmq/admin/server.ts'

/** The equivalent mqadmin lines, one per broker and setting: the tool changes one at a time. */
export function updateBrokerConfigCommand(
  nameServers: readonly string[],
  servers: readonly Server[],
  changes: Readonly<Record<string, string>>,
): string {
  return servers
    .flatMap(({ address }) =>
      Object.entries(changes).map(
        ([key, value]) =>
          `mqadmin updateBrokerConfig -n '${nameServers.join(';')}' -b ${address} -k ${key} -v '${value}'`,
      ),
    )
    .join('\n')
}
