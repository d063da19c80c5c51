import {
  classNameOf,
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** rocketmq-client 5.5.0, which talks to name servers and brokers itself. */
export const javaRemoting: SnippetTemplate = {
  protocol: 'remoting',
  fileName: (what) => `${classNameOf(what)}.java`,
  dependency: {
    tool: 'Maven',
    text: '<dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-client</artifactId><version>5.5.0</version></dependency>',
  },
  run: (fileName) => `java -cp 'lib/*' ${fileName}`,
  isTested: true,
  write: (input) =>
    input.what === 'SIMPLE' ? { absence: 'NO_SIMPLE' } : { code: isSending(input.what) ? send(input) : receive(input) },
}

const hookImports = [
  'import org.apache.rocketmq.acl.common.AclClientRPCHook;',
  'import org.apache.rocketmq.acl.common.SessionCredentials;',
  'import org.apache.rocketmq.remoting.RPCHook;',
]
const hook = [
  '    RPCHook hook = new AclClientRPCHook(new SessionCredentials(',
  '        System.getenv("ROCKETMQ_ACCESS_KEY"), System.getenv("ROCKETMQ_SECRET_KEY")));',
]

function send({ what, topicName, nameServers, tls, withCredentials }: SnippetInput): string {
  const isTransaction = what === 'SEND_TRANSACTION'
  const producer = isTransaction ? 'TransactionMQProducer' : 'DefaultMQProducer'
  // Brokers ask producers of the same group how an undecided transaction ended.
  const producerGroup = `${topicName.replaceAll('%', '_')}_producer`
  return lines(
    'import java.nio.charset.StandardCharsets;',
    what === 'SEND_FIFO' && 'import java.util.List;',
    ...(withCredentials ? hookImports.slice(0, 2) : []),
    `import org.apache.rocketmq.client.producer.${producer};`,
    isTransaction && 'import org.apache.rocketmq.client.producer.LocalTransactionState;',
    isTransaction && 'import org.apache.rocketmq.client.producer.TransactionListener;',
    'import org.apache.rocketmq.common.message.Message;',
    isTransaction && 'import org.apache.rocketmq.common.message.MessageExt;',
    withCredentials && (hookImports[2] as string),
    '',
    `public class ${classNameOf(what)} {`,
    '  public static void main(String[] args) throws Exception {',
    ...(withCredentials ? hook : []),
    `    ${producer} producer = new ${producer}("${producerGroup}"${withCredentials ? ', hook' : ''});`,
    `    producer.setNamesrvAddr("${nameServers}");`,
    tls && '    producer.setUseTLS(true);',
    ...(isTransaction ? listener : []),
    '    producer.start();',
    ...body(what, topicName),
    '    producer.shutdown();',
    '  }',
    '}',
  )
}

const listener = [
  '    producer.setTransactionListener(new TransactionListener() {',
  '      @Override',
  '      public LocalTransactionState executeLocalTransaction(Message message, Object argument) {',
  '        // Change your database here; then the message becomes visible, or never was with ROLLBACK_MESSAGE.',
  '        return LocalTransactionState.COMMIT_MESSAGE;',
  '      }',
  '',
  '      @Override',
  '      public LocalTransactionState checkLocalTransaction(MessageExt message) {',
  '        // The broker asks when it was told nothing: look into your database.',
  '        return LocalTransactionState.COMMIT_MESSAGE;',
  '      }',
  '    });',
]

function body(what: SnippetInput['what'], topicName: string): string[] {
  const message = (indent: string, key: string, text: string) => [
    `${indent}Message message = new Message("${topicName}", ${text}.getBytes(StandardCharsets.UTF_8));`,
    `${indent}message.setKeys(${key});`,
  ]
  if (what === 'SEND_FIFO') {
    return [
      '    String orderId = "order-1";',
      `    for (String step : List.of(${ORDER_STEPS.map((step) => `"${step}"`).join(', ')})) {`,
      ...message('      ', 'orderId', 'step'),
      '      // One order goes to one queue: its messages stay in their order.',
      '      System.out.println("sent " + producer.send(message,',
      '          (queues, sent, key) -> queues.get(Math.floorMod(key.hashCode(), queues.size())), orderId).getMsgId());',
      '    }',
    ]
  }
  if (what === 'SEND_TRANSACTION') {
    return [
      ...message('    ', '"order-1"', '"hello"'),
      '    System.out.println("sent " + producer.sendMessageInTransaction(message, null).getMsgId());',
    ]
  }
  return [
    ...message('    ', '"order-1"', '"hello"'),
    ...(what === 'SEND_DELAY' ? [`    message.setDelayTimeSec(${DELAY_SECONDS});`] : []),
    '    System.out.println("sent " + producer.send(message).getMsgId());',
  ]
}

function receive({ what, topicName, groupName, nameServers, tls, withCredentials }: SnippetInput): string {
  const isOrderly = what === 'ORDERLY'
  const kind = isOrderly ? 'Orderly' : 'Concurrently'
  return lines(
    'import java.nio.charset.StandardCharsets;',
    ...(withCredentials ? hookImports.slice(0, 2) : []),
    'import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;',
    `import org.apache.rocketmq.client.consumer.listener.Consume${kind}Status;`,
    `import org.apache.rocketmq.client.consumer.listener.MessageListener${kind};`,
    withCredentials && 'import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;',
    'import org.apache.rocketmq.common.message.MessageExt;',
    withCredentials && (hookImports[2] as string),
    what === 'BROADCAST' && 'import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;',
    '',
    `public class ${classNameOf(what)} {`,
    '  public static void main(String[] args) throws Exception {',
    ...(withCredentials ? hook : []),
    `    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("${groupName}"${withCredentials ? ', hook, new AllocateMessageQueueAveragely()' : ''});`,
    `    consumer.setNamesrvAddr("${nameServers}");`,
    tls && '    consumer.setUseTLS(true);',
    what === 'BROADCAST' &&
      '    // Every instance gets every message, and keeps its position in its own home directory.',
    what === 'BROADCAST' && '    consumer.setMessageModel(MessageModel.BROADCASTING);',
    what === 'BROADCAST' &&
      '    // Instances on one host need names of their own, the same after a restart: positions lie under them.',
    what === 'BROADCAST' && '    consumer.setInstanceName(System.getenv().getOrDefault("INSTANCE_NAME", "DEFAULT"));',
    `    consumer.subscribe("${topicName}", "*");`,
    `    consumer.registerMessageListener((MessageListener${kind}) (messages, context) -> {`,
    '      for (MessageExt message : messages) {',
    '        System.out.println("received " + new String(message.getBody(), StandardCharsets.UTF_8));',
    '      }',
    `      return Consume${kind}Status.${isOrderly ? 'SUCCESS' : 'CONSUME_SUCCESS'};`,
    '    });',
    '    consumer.start();',
    '    Runtime.getRuntime().addShutdownHook(new Thread(consumer::shutdown));',
    '  }',
    '}',
  )
}
