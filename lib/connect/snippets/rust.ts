import {
  DELAY_SECONDS,
  isSending,
  lines,
  ORDER_STEPS,
  type SnippetInput,
  type SnippetTemplate,
} from './snippet-input.ts'

/** The crate rocketmq 5.0.0. It has no push consumer; the repository has one that was not published. It needs
 * a feature of `time` that it does not ask for itself. */
export const rust: SnippetTemplate = {
  protocol: 'grpc',
  fileName: () => 'main.rs',
  dependency: {
    tool: 'Cargo',
    text: 'cargo add rocketmq@5.0.0 && cargo add tokio --features full && cargo add time --features local-offset',
  },
  run: () => 'cargo run',
  isTested: false,
  write: (input) => {
    if (input.what === 'BROADCAST') return { absence: 'NO_BROADCAST' }
    if (input.what === 'PUSH' || input.what === 'ORDERLY') return { absence: 'NO_PUSH' }
    return { code: isSending(input.what) ? send(input) : receive(input) }
  },
}

const options = ({ proxies, tls, withCredentials }: SnippetInput) => [
  '    let mut client = ClientOption::default();',
  // One address, and it takes the first: further proxies are found by the route.
  `    client.set_access_url("${proxies.split(';')[0]}");`,
  `    client.set_enable_tls(${tls});`,
  ...(withCredentials
    ? [
        '    client.set_access_key(std::env::var("ROCKETMQ_ACCESS_KEY")?);',
        '    client.set_secret_key(std::env::var("ROCKETMQ_SECRET_KEY")?);',
      ]
    : []),
]
const main = ['#[tokio::main]', 'async fn main() -> Result<(), Box<dyn std::error::Error>> {']

function send(input: SnippetInput): string {
  const { what, topicName } = input
  const isTransaction = what === 'SEND_TRANSACTION'
  return lines(
    what === 'SEND_DELAY' && 'use std::time::{Duration, SystemTime, UNIX_EPOCH};',
    'use rocketmq::conf::{ClientOption, ProducerOption};',
    'use rocketmq::model::message::MessageBuilder;',
    isTransaction && 'use rocketmq::model::transaction::{Transaction, TransactionResolution};',
    'use rocketmq::Producer;',
    '',
    ...main,
    ...options(input),
    '    let mut option = ProducerOption::default();',
    `    option.set_topics(vec!["${topicName}"]);`,
    ...(isTransaction
      ? [
          '    // The broker asks when neither commit nor rollback came: look into your database.',
          '    let checker = Box::new(|_, _| TransactionResolution::COMMIT);',
          '    let mut producer = Producer::new_transaction_producer(option, client, checker)?;',
        ]
      : ['    let mut producer = Producer::new(option, client)?;']),
    '    producer.start().await?;',
    ...body(what, topicName),
    '    producer.shutdown().await?;',
    '    Ok(())',
    '}',
  )
}

function body(what: SnippetInput['what'], topicName: string): string[] {
  const sent = (indent: string) => `${indent}println!("sent {}", producer.send(message).await?.message_id());`
  switch (what) {
    case 'SEND_FIFO':
      return [
        `    for step in [${ORDER_STEPS.map((step) => `"${step}"`).join(', ')}] {`,
        '        // One message group is one order: its messages stay in their order.',
        `        let message = MessageBuilder::fifo_message_builder("${topicName}", step.as_bytes().to_vec(), "order-1")`,
        '            .set_keys(vec!["order-1"])',
        '            .build()?;',
        sent('        '),
        '    }',
      ]
    case 'SEND_DELAY':
      return [
        `    let due = SystemTime::now().duration_since(UNIX_EPOCH)? + Duration::from_secs(${DELAY_SECONDS});`,
        `    let message = MessageBuilder::delay_message_builder("${topicName}", b"hello".to_vec(), due.as_secs() as i64)`,
        '        .set_keys(vec!["order-1"])',
        '        .build()?;',
        sent('    '),
      ]
    case 'SEND_TRANSACTION':
      return [
        `    let message = MessageBuilder::transaction_message_builder("${topicName}", b"hello".to_vec())`,
        '        .set_keys(vec!["order-1"])',
        '        .build()?;',
        '    let transaction = producer.send_transaction_message(message).await?;',
        '    println!("sent {}", transaction.message_id());',
        '    // Change your database here; then the message becomes visible, or never was with rollback().',
        '    transaction.commit().await?;',
      ]
    default:
      return [
        '    let message = MessageBuilder::builder()',
        `        .set_topic("${topicName}")`,
        '        .set_keys(vec!["order-1"])',
        '        .set_body(b"hello".to_vec())',
        '        .build()?;',
        sent('    '),
      ]
  }
}

function receive(input: SnippetInput): string {
  const { topicName, groupName } = input
  return lines(
    'use rocketmq::conf::{ClientOption, SimpleConsumerOption};',
    'use rocketmq::model::common::{FilterExpression, FilterType};',
    'use rocketmq::SimpleConsumer;',
    '',
    ...main,
    ...options(input),
    '    let mut option = SimpleConsumerOption::default();',
    `    option.set_topics(vec!["${topicName}"]);`,
    `    option.set_consumer_group("${groupName}");`,
    '    let mut consumer = SimpleConsumer::new(option, client)?;',
    '    consumer.start().await?;',
    '    let all = FilterExpression::new(FilterType::Tag, "*");',
    '    loop {',
    '        // What is not acknowledged comes again.',
    `        for message in consumer.receive("${topicName}".to_string(), &all).await? {`,
    '            println!("received {}", String::from_utf8_lossy(message.body()));',
    '            consumer.ack(&message).await?;',
    '        }',
    '    }',
    '}',
  )
}
