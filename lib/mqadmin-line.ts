/**
 * One line of RocketMQ's own command line tool, to be pasted into a POSIX shell: what is not plainly harmless stands in single
 * quotes. With access control on, mqadmin takes its account from `conf/tools.yml`, so no secret is in it. It dials what brokers
 * announce and knows no address map.
 */
export const mqadminLine = (command: string, nameServers: readonly string[], words: readonly string[]): string =>
  ['sh', 'mqadmin', command, '-n', nameServers.join(';'), ...words].map(quote).join(' ')

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
