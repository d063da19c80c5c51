import { expect, it } from 'vitest'
import {
  readClusterList,
  readConsumerProgress,
  readConsumeStatuses,
  readMessage,
  readMessagesByKey,
  readOwnedQueues,
  readTopicClusterList,
  readTopicList,
  readTopicListWithGroups,
  readTopicRoute,
  readTopicStatus,
} from './mqadmin-output.ts'

// Texts as printed by the tools of 5.5.0, unless a title says otherwise.

const failure = `org.apache.rocketmq.tools.command.SubCommandException: TopicStatusSubCommand command failed
	at org.apache.rocketmq.tools.command.topic.TopicStatusSubCommand.execute(TopicStatusSubCommand.java:119)
Caused by: org.apache.rocketmq.client.exception.MQClientException: CODE: 17  DESC: No topic route info in name server for the topic: nothere
`

it('reads names one a line', () => {
  expect(readTopicList('TBW102\ndemo%prices\n\n')).toEqual(['TBW102', 'demo%prices'])
  expect(readTopicClusterList('DefaultCluster\n')).toEqual(['DefaultCluster'])
})

it('reads topics with and without groups', () => {
  const output = `#Cluster Name         #Topic                                            #Consumer Group
DefaultCluster        TBW102
DefaultCluster        DefaultHeartBeatSyncerTopic                       CID_DefaultHeartBeatSyncerTopic
`
  expect(readTopicListWithGroups(output)).toEqual([
    { clusterName: 'DefaultCluster', topicName: 'TBW102', groupName: null },
    {
      clusterName: 'DefaultCluster',
      topicName: 'DefaultHeartBeatSyncerTopic',
      groupName: 'CID_DefaultHeartBeatSyncerTopic',
    },
  ])
})

it('reads a route with bare integer keys', () => {
  const output = `{
	"brokerDatas":[
		{ "brokerAddrs":{ 0:"127.0.0.1:20931" }, "brokerName":"broker-b", "cluster":"DefaultCluster", "enableActingMaster":false },
		{ "brokerAddrs":{ 0:"127.0.0.1:20911", 1:"127.0.0.1:20951" }, "brokerName":"broker-a", "cluster":"DefaultCluster" }
	],
	"filterServerTable":{},
	"queueDatas":[
		{ "brokerName":"broker-a", "perm":6, "readQueueNums":4, "topicSysFlag":0, "writeQueueNums":2 }
	]
}
`
  expect(readTopicRoute(output)).toEqual({
    queues: [{ brokerName: 'broker-a', readQueueNums: 4, writeQueueNums: 2, perm: 6, topicSysFlag: 0 }],
    brokers: [
      {
        clusterName: 'DefaultCluster',
        brokerName: 'broker-a',
        addressByBrokerId: { 0: '127.0.0.1:20911', 1: '127.0.0.1:20951' },
      },
      { clusterName: 'DefaultCluster', brokerName: 'broker-b', addressByBrokerId: { 0: '127.0.0.1:20931' } },
    ],
  })
})

it('reads queue offsets, with a blank time for a queue that was never written', () => {
  const output = `#Broker Name                      #QID  #Min Offset           #Max Offset             #Last Updated
broker-a                          0     0                     0
broker-a                          2     0                     1                       2026-11-25 19:58:55,914

Topic Put TPS: 0.5
`
  expect(readTopicStatus(output)).toEqual({
    queues: [
      { brokerName: 'broker-a', queueId: 0, minOffset: 0n, maxOffset: 0n, lastUpdateTimestamp: null },
      {
        brokerName: 'broker-a',
        queueId: 2,
        minOffset: 0n,
        maxOffset: 1n,
        lastUpdateTimestamp: new Date(2026, 10, 25, 19, 58, 55, 914),
      },
    ],
    putTps: 0.5,
  })
})

it('reads queue offsets of 4.9, which prints no rate', () => {
  const output = `#Broker Name                      #QID  #Min Offset           #Max Offset             #Last Updated
broker-4                          1     3                     7
`
  expect(readTopicStatus(output)).toEqual({
    queues: [{ brokerName: 'broker-4', queueId: 1, minOffset: 3n, maxOffset: 7n, lastUpdateTimestamp: null }],
    putTps: null,
  })
})

it('reads the brokers of a cluster', () => {
  const output = `#Cluster Name           #Broker Name            #BID  #Addr                  #Version              #InTPS(LOAD)                   #OutTPS(LOAD)  #Timer(Progress)        #PCWait(ms)  #Hour         #SPACE    #ACTIVATED
DefaultCluster          broker-a                1     127.0.0.1:20951        V5_5_0                 0.00(0,0ms)               0.00(0,0ms|0,0ms)  3-0(0.0w, 0.0, 0.0)               0  498787.09     0.1600         false
`
  expect(readClusterList(output)).toEqual([
    {
      clusterName: 'DefaultCluster',
      brokerName: 'broker-a',
      brokerId: 1,
      address: '127.0.0.1:20951',
      version: 'V5_5_0',
    },
  ])
})

it('reads one message with its properties', () => {
  const output = `Topic:               lab_probe
Tags:                [TagA]
Keys:                [null]
Queue ID:            2
Queue Offset:        0
CommitLog Offset:    4096
Reconsume Times:     0
Born Timestamp:      2026-11-25 19:58:55,784
Store Timestamp:     2026-11-25 19:58:55,914
Born Host:           127.0.0.1:37940
Store Host:          127.0.0.1:20911
System Flag:         0
Properties:          {MSG_REGION=DefaultRegion, note=a, b = c, TAGS=TagA}
Message Body Path:   /tmp/rocketmq/msgbodys/7F0000010001

WARN: No Consumer
`
  expect(readMessage(output)).toEqual({
    topicName: 'lab_probe',
    tags: 'TagA',
    keys: null,
    queueId: 2,
    queueOffset: 0n,
    commitLogOffset: 4096n,
    reconsumeTimes: 0,
    bornTimestamp: new Date(2026, 10, 25, 19, 58, 55, 784),
    storeTimestamp: new Date(2026, 10, 25, 19, 58, 55, 914),
    bornHost: '127.0.0.1:37940',
    storeHost: '127.0.0.1:20911',
    sysFlag: 0,
    properties: new Map([
      ['MSG_REGION', 'DefaultRegion'],
      ['note', 'a, b = c'],
      ['TAGS', 'TagA'],
    ]),
    offsetMsgId: null,
  })
})

it('reads messages found by key', () => {
  const output = `#Message ID                                        #QID                                  #Offset #IndexKey
FD0000000000000000000000000000026CBC60E53B937FE247270000    2                                        7 1795633200000@lab_probe@K@k1@FD00@0
`
  expect(readMessagesByKey(output)).toEqual([
    { uniqKey: 'FD0000000000000000000000000000026CBC60E53B937FE247270000', queueId: 2, queueOffset: 7n },
  ])
})

it('tells "no message" from a failure', () => {
  const nothing = `org.apache.rocketmq.tools.command.SubCommandException: QueryMsgByUniqueKeySubCommand command failed
	at org.apache.rocketmq.tools.command.MQAdminStartup.main0(MQAdminStartup.java:181)
Caused by: org.apache.rocketmq.client.exception.MQClientException: CODE: 208  DESC: query message by key finished, but no message.
`
  expect(readMessage(nothing)).toBeNull()
  expect(readMessagesByKey(nothing)).toEqual([])
  expect(() => readMessage(failure)).toThrow('nothere')
  expect(() => readTopicStatus(failure)).toThrow('nothere')
})

it('reads where a group stands, with and without the column of what is inflight', () => {
  const output = `#Topic                  #Broker Name   #QID  #Broker Offset   #Consumer Offset   #Diff   #Inflight   #LastTime
%RETRY%demo_billing     broker-a       0     0                0                  0       0           N/A
demo_orders             broker-a       1     7199             7198               1       2           2026-11-26 14:53:01

Consume TPS: 3.75
Consume Diff Total: 1
Consume Inflight Total: 2
`
  const queue = { brokerName: 'broker-a', topicName: 'demo_orders', queueId: 1 }
  expect(readConsumerProgress(output)).toEqual({
    queues: [
      {
        ...queue,
        topicName: '%RETRY%demo_billing',
        queueId: 0,
        brokerOffset: 0n,
        consumerOffset: 0n,
        diff: 0n,
        inflight: 0n,
      },
      { ...queue, brokerOffset: 7_199n, consumerOffset: 7_198n, diff: 1n, inflight: 2n },
    ],
    consumeTps: 3.75,
    diffTotal: 1n,
  })
  const old = `#Topic        #Broker Name   #QID  #Broker Offset   #Consumer Offset   #Diff   #LastTime
demo_orders   broker-a       1     3                1                  2       2026-11-26 14:53:01

Consume TPS: 0.00
Diff Total: 2
`
  expect(readConsumerProgress(old)).toMatchObject({ queues: [{ ...queue, diff: 2n, inflight: null }], diffTotal: 2n })
  expect(() => readConsumerProgress(failure)).toThrow('mqadmin printed no totals')
})

it('reads the queues that a client owns', () => {
  const output = `#Consumer Offset#
#Topic                #Broker Name   #QID  #Consumer Offset
demo_orders           broker-b       0     9


#Consumer MQ Detail#
#Topic                #Broker Name   #QID  #ProcessQueueInfo
%RETRY%demo_billing   broker-a       0     ProcessQueueInfo [commitOffset=0, droped=false]
demo_orders           broker-a       3     ProcessQueueInfo [commitOffset=7251, droped=false]


#Consumer Pop Detail#
#Topic                #Broker Name   #QID  #ProcessQueueInfo
`
  expect(readOwnedQueues(output)).toEqual([
    { topicName: '%RETRY%demo_billing', brokerName: 'broker-a', queueId: 0 },
    { topicName: 'demo_orders', brokerName: 'broker-a', queueId: 3 },
  ])
})

it('reads what a client measured of each topic', () => {
  const output = `#Consumer RT&TPS#
#Topic                                                                  #Pull RT      #Pull TPS    #Consume RT  #ConsumeOK TPS #ConsumeFailed TPS  #ConsumeFailedMsgsInHour
demo_orders                              12.50           1.00           3.25           0.75               0.25                         7


#User Consume Info#
`
  expect(readConsumeStatuses(output)).toEqual([
    {
      topicName: 'demo_orders',
      pullRtMs: 12.5,
      pullTps: 1,
      consumeRtMs: 3.25,
      consumeOkTps: 0.75,
      consumeFailedTps: 0.25,
      consumeFailedLastHour: 7n,
    },
  ])
})
