import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'

/** The `mqadmin` lines that change settings, one per broker and setting: the tool changes one at a time. */
export const updateBrokerConfigCommand = (
  nameServers: readonly string[],
  servers: readonly Server[],
  changes: Readonly<Record<string, string>>,
): string =>
  servers
    .flatMap(({ announcedAddress }) =>
      Object.entries(changes).map(([key, value]) =>
        mqadminLine('updateBrokerConfig', nameServers, ['-b', announcedAddress, '-k', key, '-v', value]),
      ),
    )
    .join('\n')

/** The line by which name servers take or give the write permission of a broker. */
export const writePermCommand = (nameServers: readonly string[], brokerName: string, canWrite: boolean): string =>
  mqadminLine(canWrite ? 'addWritePerm' : 'wipeWritePerm', nameServers, ['-b', brokerName])
