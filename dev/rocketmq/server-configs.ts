import type { LabCredentials } from './lab-cluster.ts'

/**
 * The configuration files of the lab's servers, as texts. The values are those of the executed recipe: small files, all
 * addresses on loopback, every feature on that a console can show.
 */

/**
 * Logs go to `${user.home}/server.log`, at most twice 5 MB: a 5.5.0 slave writes a stack trace every 10 s, because it cannot
 * read the bare integer keys in its master's offsets.
 */
export const logbackXml = `<configuration>
  <appender name="file" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>\${user.home}/server.log</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
      <fileNamePattern>\${user.home}/server.%i.log</fileNamePattern>
      <minIndex>1</minIndex>
      <maxIndex>1</maxIndex>
    </rollingPolicy>
    <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
      <maxFileSize>5MB</maxFileSize>
    </triggeringPolicy>
    <encoder><pattern>%d %p %logger{20} - %m%n</pattern></encoder>
  </appender>
  <logger name="RocketmqTransaction" level="ERROR"/>
  <root level="WARN"><appender-ref ref="file"/></root>
</configuration>
`

/** For programs of RocketMQ's whose output we read: nothing but what they print themselves. */
export const silentLogbackXml = '<configuration><root level="OFF"/></configuration>\n'

/** Credentials for `mqadmin`. Quoted: a secret of digits only would be read as a number. */
export const toolsYml = (admin: LabCredentials) =>
  `accessKey: ${JSON.stringify(admin.accessKey)}\nsecretKey: ${JSON.stringify(admin.secretKey)}\n`

export const nameServerConf = (port: number) => properties({ listenPort: port, bindAddress: '127.0.0.1' })

export interface BrokerConfOptions {
  clusterName: string
  brokerName: string
  brokerId: number
  listenPort: number
  nameServers: readonly string[]
  storeDir: string
  metricsPort: number | null
  admin: LabCredentials | null
  asInProduction?: boolean
}

export function brokerConf(options: BrokerConfOptions): string {
  return properties({
    brokerClusterName: options.clusterName,
    brokerName: options.brokerName,
    brokerId: options.brokerId,
    brokerRole: options.brokerId === 0 ? 'ASYNC_MASTER' : 'SLAVE',
    flushDiskType: 'ASYNC_FLUSH',
    listenPort: options.listenPort,
    bindAddress: '127.0.0.1',
    // Both: the second is the address that a slave is told for replication.
    brokerIP1: '127.0.0.1',
    brokerIP2: '127.0.0.1',
    namesrvAddr: options.nameServers.join(';'),
    // The smallest that is allowed: what registered too early is seen 10 s later instead of 30.
    registerNameServerPeriod: options.asInProduction ? 30_000 : 10_000,
    storePathRootDir: options.storeDir,
    storePathCommitLog: `${options.storeDir}/commitlog`,
    autoCreateTopicEnable: true,
    autoCreateSubscriptionGroup: true,
    mappedFileSizeCommitLog: 16 * 1024 * 1024,
    mappedFileSizeConsumeQueue: 60_000,
    mappedFileSizeTimerLog: 1024 * 1024,
    maxHashSlotNum: 10_000,
    maxIndexNum: 40_000,
    diskMaxUsedSpaceRatio: 95,
    // The default of 200 ms refuses writes on a machine whose few cores are busy.
    waitTimeMillsInSendQueue: 2_000,
    enablePropertyFilter: true,
    traceTopicEnable: true,
    timerWheelEnable: true,
    // Each flush compares the whole wheel of 38 MB byte by byte: every second (the default) that is a third of a core per broker.
    timerFlushIntervalMs: 120_000,
    recallMessageEnable: true,
    enableMixedMessageType: true,
    // 5.5.0: without these two one thread takes a whole core for ever after the first transaction message.
    transactionOpBatchInterval: 86_400_000,
    transactionOpMsgMaxSize: 1,
    ...(options.metricsPort === null
      ? { metricsExporterType: 'DISABLE' }
      : {
          metricsExporterType: 'PROM',
          metricsPromExporterPort: options.metricsPort,
          metricsPromExporterHost: '127.0.0.1',
        }),
    ...(options.admin === null ? {} : brokerAclConf(options.admin)),
  })
}

/** The only one of its group. `address` is where brokers and tools talk to it. */
export const controllerConf = (address: string, storeDir: string) =>
  properties({
    controllerType: 'DLedger',
    controllerDLegerGroup: 'group1',
    controllerDLegerPeers: `n0-${address}`,
    controllerDLegerSelfId: 'n0',
    controllerStorePath: storeDir,
  })

/** Follows the settings of a broker, which it overrides: a replica whose role the controller decides. */
export const replicaConf = (controllers: readonly string[], storeDir: string) =>
  properties({
    brokerId: -1,
    brokerRole: 'SLAVE',
    enableControllerMode: true,
    controllerAddr: controllers.join(';'),
    storePathEpochFile: `${storeDir}/epochFileCheckpoint`,
    storePathBrokerIdentity: `${storeDir}/brokerIdentity`,
  })

const aclProviders = {
  authenticationProvider: 'org.apache.rocketmq.auth.authentication.provider.DefaultAuthenticationProvider',
  authorizationProvider: 'org.apache.rocketmq.auth.authorization.provider.DefaultAuthorizationProvider',
}

function brokerAclConf({ accessKey, secretKey }: LabCredentials) {
  return {
    ...aclProviders,
    authenticationEnabled: true,
    authorizationEnabled: true,
    // No defaults: without the metadata providers users cannot be stored and every call fails.
    authenticationMetadataProvider:
      'org.apache.rocketmq.auth.authentication.provider.LocalAuthenticationMetadataProvider',
    authorizationMetadataProvider: 'org.apache.rocketmq.auth.authorization.provider.LocalAuthorizationMetadataProvider',
    initAuthenticationUser: JSON.stringify({ username: accessKey, password: secretKey }),
    innerClientAuthenticationCredentials: JSON.stringify({ accessKey, secretKey }),
  }
}

export interface ProxyConfOptions {
  clusterName: string
  nameServers: readonly string[]
  grpcPort: number
  remotingPort: number
  metricsPort: number | null
  admin: LabCredentials | null
}

export function proxyJson(options: ProxyConfOptions): string {
  const { admin } = options
  const config = {
    rocketMQClusterName: options.clusterName,
    namesrvAddr: options.nameServers.join(';'),
    grpcServerPort: options.grpcPort,
    remotingListenPort: options.remotingPort,
    ...(options.metricsPort === null
      ? {}
      : {
          metricsExporterType: 'PROM',
          metricsPromExporterPort: options.metricsPort,
          metricsPromExporterHost: '127.0.0.1',
        }),
    ...(admin === null
      ? {}
      : {
          ...aclProviders,
          // Without it the proxy does not sign its own requests, and the brokers refuse every client of it.
          enableAclRpcHookForClusterMode: true,
          authenticationEnabled: true,
          authorizationEnabled: true,
          authenticationMetadataProvider: 'org.apache.rocketmq.proxy.auth.ProxyAuthenticationMetadataProvider',
          authorizationMetadataProvider: 'org.apache.rocketmq.proxy.auth.ProxyAuthorizationMetadataProvider',
          innerClientAuthenticationCredentials: JSON.stringify({
            accessKey: admin.accessKey,
            secretKey: admin.secretKey,
          }),
        }),
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function properties(values: Record<string, string | number | boolean>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
