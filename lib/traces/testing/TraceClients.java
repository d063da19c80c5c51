import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.RPCHook;

/**
 * Clients that trace, of whichever RocketMQ is on the class path. Arguments: name servers, run, topic, another trace topic, topic of
 * transactions. Two groups take the topic, one of which fails the first delivery of each message. One message is sent whose trace goes
 * to the default trace topic, one whose trace goes to the other, and a half message that is decided when it is checked for the second
 * time. Each message is a line with its kind and unique id. The end of input ends all.
 */
public final class TraceClients {
  /** A machine that is busy answers late, and nobody tests that here. */
  private static final int ANSWER_MS = 30_000;

  public static void main(String[] args) throws Exception {
    String nameServers = args[0];
    String run = args[1];
    String topic = args[2];
    String otherTraceTopic = args[3];
    consumer(nameServers, "h_ok_" + run, topic, false);
    consumer(nameServers, "h_retry_" + run, topic, true);
    send("traced", new DefaultMQProducer("h_shop_" + run, hook(), true, null), nameServers, topic, run);
    send("other", new DefaultMQProducer("h_other_" + run, hook(), true, otherTraceTopic), nameServers, topic, run);
    TransactionMQProducer cashier = new TransactionMQProducer(null, "h_cashier_" + run, hook(), true, null);
    cashier.setNamesrvAddr(nameServers);
    cashier.setMqClientApiTimeout(ANSWER_MS);
    cashier.setSendMsgTimeout(ANSWER_MS);
    cashier.setInstanceName("h_cashier_" + run);
    cashier.setTransactionListener(new DecidesAtSecondCheck());
    cashier.start();
    Message half = new Message(args[4], "paid", "transaction-" + run, "{}".getBytes());
    System.out.println("transaction " + cashier.sendMessageInTransaction(half, null).getMsgId());
    System.out.println("ready");
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private static void send(String kind, DefaultMQProducer producer, String nameServers, String topic, String run)
      throws Exception {
    producer.setNamesrvAddr(nameServers);
    producer.setMqClientApiTimeout(ANSWER_MS);
    producer.setSendMsgTimeout(ANSWER_MS);
    producer.setInstanceName("h_" + kind + "_" + run);
    producer.start();
    Message message = new Message(topic, "paid", kind + "-" + run, "{}".getBytes());
    System.out.println(kind + " " + producer.send(message).getMsgId());
  }

  private static void consumer(String nameServers, String group, String topic, boolean failsFirst) throws Exception {
    DefaultMQPushConsumer consumer =
        new DefaultMQPushConsumer(group, hook(), new AllocateMessageQueueAveragely(), true, null);
    consumer.setNamesrvAddr(nameServers);
    consumer.setMqClientApiTimeout(ANSWER_MS);
    consumer.setInstanceName(group);
    consumer.setConsumeThreadMin(1);
    consumer.setConsumeThreadMax(1);
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently) (messages, context) ->
            failsFirst && messages.get(0).getReconsumeTimes() == 0
                ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                : ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
    consumer.start();
  }

  private static final class DecidesAtSecondCheck implements TransactionListener {
    private final ConcurrentHashMap<String, AtomicInteger> checks = new ConcurrentHashMap<>();

    @Override
    public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
      return LocalTransactionState.UNKNOW;
    }

    @Override
    public LocalTransactionState checkLocalTransaction(MessageExt message) {
      int count = checks.computeIfAbsent(message.getTransactionId(), id -> new AtomicInteger()).incrementAndGet();
      System.out.println("checked " + count);
      return count < 2 ? LocalTransactionState.UNKNOW : LocalTransactionState.COMMIT_MESSAGE;
    }
  }

  private static RPCHook hook() {
    String accessKey = System.getenv("TEST_ACCESS_KEY");
    if (accessKey == null) return null;
    return new AclClientRPCHook(new SessionCredentials(accessKey, System.getenv("TEST_SECRET_KEY")));
  }
}
