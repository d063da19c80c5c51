import { commandLine, signalGroup } from '#dev/rocketmq/processes.ts'

/** Suspends a broker or lets it go on. A process number that another program has got meanwhile is left alone. */
export function suspendBroker(pid: number | undefined, isSuspended: boolean): void {
  if (pid === undefined || !commandLine(pid)?.includes('BrokerStartup')) return
  signalGroup(pid, isSuspended ? 'SIGSTOP' : 'SIGCONT')
}
