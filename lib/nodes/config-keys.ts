/** Read once, when the broker starts. */
const atStart =
  /^(brokerName|brokerClusterName|brokerId|brokerRole|brokerIP\d|bindAddress|rocketmqHome|listenPort|fastListenPort|haListenPort|flushDiskType|storeType|storePath\w*|mappedFileSize\w*|maxHashSlotNum|maxIndexNum|transientStorePool(Enable|Size)|timerWheelEnable|timerPrecisionMs|traceTopicEnable|msgTraceTopicName|aclEnable|enableControllerMode|controllerAddr|enableDLegerCommitLog|metricsExporterType|metricsPromExporter(Host|Port)|messageDelayLevel|messageStorePlugIn|duplicationEnable|useReentrantLockWhenPutMessage|topicQueueLockNum|\w+ThreadPoolNums|\w+ThreadPoolQueueCapacity|server\w+Threads|serverSocket\w+|useEpollNativeSelector)$/

/** Read each time they are needed. */
const live =
  /^(fileReservedTime|deleteWhen|diskMaxUsedSpaceRatio|cleanFileForciblyEnable|brokerPermission|autoCreateTopicEnable|autoCreateSubscriptionGroup|waitTimeMillsIn\w+Queue|brokerFastFailureEnable|osPageCacheBusyTimeOutMills|slaveReadEnable|rejectTransactionMessage|transactionTimeOut|transactionCheckMax|transactionCheckInterval|longPollingEnable|timerMaxDelaySec|recallMessageEnable|enablePropertyFilter|useServerSideResetOffset|disableConsumeIfConsumerReadSlowly|consumerFallbehindThreshold|notifyConsumerIdsChangedEnable|defaultTopicQueueNums|maxTransfer\w+)$/

/**
 * Whether a change of a broker setting works only after a restart; null = not known, which is true for most of the hundreds of
 * keys.
 */
export function needsRestart(key: string): boolean | null {
  if (atStart.test(key)) return true
  return live.test(key) ? false : null
}
