import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** rocketmq-spring-boot-starter 2.3.5, which wraps the remoting client. The settings stand in the program, so that it is one file. */
export const springBoot: SnippetTemplate = {
  protocol: 'remoting',
  fileName: () => 'Application.java',
  dependency: {
    tool: 'Maven',
    text: '<dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-spring-boot-starter</artifactId><version>2.3.5</version></dependency>',
  },
  run: () => 'mvn spring-boot:run',
  isTested: false,
  write: (input) =>
    input.what === 'SIMPLE' ? { absence: 'NO_SIMPLE' } : { code: isSending(input.what) ? send(input) : receive(input) },
}

// Spring scans no nameless package.
const inPackage = ['package com.example;', '']

const start = ({ nameServers, tls, withCredentials, topicName, what }: SnippetInput) => {
  const role = isSending(what) ? 'producer' : 'consumer'
  const settings = [
    `"rocketmq.name-server", "${nameServers}"`,
    ...(role === 'producer' ? [`"rocketmq.producer.group", "${topicName.replaceAll('%', '_')}_producer"`] : []),
    ...(role === 'producer' && tls ? ['"rocketmq.producer.tls-enable", "true"'] : []),
    ...(withCredentials
      ? [
          `"rocketmq.${role}.access-key", System.getenv("ROCKETMQ_ACCESS_KEY")`,
          `"rocketmq.${role}.secret-key", System.getenv("ROCKETMQ_SECRET_KEY")`,
        ]
      : []),
  ]
  return [
    '  public static void main(String[] args) {',
    '    SpringApplication application = new SpringApplication(Application.class);',
    '    application.setDefaultProperties(Map.of(',
    ...settings.map((setting, index) => `        ${setting}${index < settings.length - 1 ? ',' : '));'}`),
    '    application.run(args);',
    '  }',
  ]
}

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  return lines(
    ...inPackage,
    what === 'SEND_FIFO' && 'import java.util.List;',
    'import java.util.Map;',
    isTransaction && 'import org.apache.rocketmq.spring.annotation.RocketMQTransactionListener;',
    isTransaction && 'import org.apache.rocketmq.spring.core.RocketMQLocalTransactionListener;',
    isTransaction && 'import org.apache.rocketmq.spring.core.RocketMQLocalTransactionState;',
    'import org.apache.rocketmq.spring.core.RocketMQTemplate;',
    'import org.springframework.boot.CommandLineRunner;',
    'import org.springframework.boot.SpringApplication;',
    'import org.springframework.boot.autoconfigure.SpringBootApplication;',
    'import org.springframework.context.annotation.Bean;',
    isTransaction && 'import org.springframework.messaging.Message;',
    isTransaction && 'import org.springframework.messaging.support.MessageBuilder;',
    '',
    '@SpringBootApplication',
    'public class Application {',
    ...start(input),
    '',
    '  @Bean',
    '  CommandLineRunner send(RocketMQTemplate template) {',
    '    return arguments -> {',
    ...body(what, topicName),
    '    };',
    '  }',
    ...(isTransaction ? listener : []),
    '}',
  )
}

const listener = [
  '',
  '  @RocketMQTransactionListener',
  '  static class Decision implements RocketMQLocalTransactionListener {',
  '    @Override',
  '    public RocketMQLocalTransactionState executeLocalTransaction(Message message, Object argument) {',
  '      // Change your database here; then the message becomes visible, or never was with ROLLBACK.',
  '      return RocketMQLocalTransactionState.COMMIT;',
  '    }',
  '',
  '    @Override',
  '    public RocketMQLocalTransactionState checkLocalTransaction(Message message) {',
  '      // The broker asks when it was told nothing: look into your database.',
  '      return RocketMQLocalTransactionState.COMMIT;',
  '    }',
  '  }',
]

function body(what: SnippetInput['what'], topicName: string): string[] {
  const print = (call: string) => `      System.out.println("sent " + ${call}.getMsgId());`
  switch (what) {
    case 'SEND_FIFO':
      return [
        `      for (String step : List.of(${ORDER_STEPS.map((step) => `"${step}"`).join(', ')})) {`,
        '        // One order goes to one queue: its messages stay in their order.',
        `  ${print(`template.syncSendOrderly("${topicName}", step, "order-1")`)}`,
        '      }',
      ]
    case 'SEND_DELAY':
      return [print(`template.syncSendDelayTimeSeconds("${topicName}", "hello", ${DELAY_SECONDS})`)]
    case 'SEND_TRANSACTION':
      return [
        '      Message<String> message = MessageBuilder.withPayload("hello").build();',
        print(`template.sendMessageInTransaction("${topicName}", message, null)`),
      ]
    default:
      return [print(`template.syncSend("${topicName}", "hello")`)]
  }
}

function receive(input: SnippetInput): string {
  const { what, topicName, groupName, tls } = input
  const options = [
    `topic = "${topicName}"`,
    `consumerGroup = "${groupName}"`,
    ...(what === 'ORDERLY' ? ['consumeMode = ConsumeMode.ORDERLY'] : []),
    ...(what === 'BROADCAST' ? ['messageModel = MessageModel.BROADCASTING'] : []),
    ...(tls ? ['tlsEnable = "true"'] : []),
  ]
  return lines(
    ...inPackage,
    'import java.util.Map;',
    what === 'ORDERLY' && 'import org.apache.rocketmq.spring.annotation.ConsumeMode;',
    what === 'BROADCAST' && 'import org.apache.rocketmq.spring.annotation.MessageModel;',
    'import org.apache.rocketmq.spring.annotation.RocketMQMessageListener;',
    'import org.apache.rocketmq.spring.core.RocketMQListener;',
    'import org.springframework.boot.SpringApplication;',
    'import org.springframework.boot.autoconfigure.SpringBootApplication;',
    'import org.springframework.stereotype.Component;',
    '',
    '@SpringBootApplication',
    'public class Application {',
    ...start(input),
    '',
    '  @Component',
    `  @RocketMQMessageListener(${options.join(', ')})`,
    '  static class Listener implements RocketMQListener<String> {',
    '    @Override',
    '    public void onMessage(String message) {',
    '      System.out.println("received " + message);',
    '    }',
    '  }',
    '}',
  )
}
